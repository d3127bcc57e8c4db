#!/usr/bin/python3
"""A phone's web view on WebKitGTK: a bare window that WebKitWebDriver drives, of exactly the size that it is given.

It stands where an app's WKWebView stands, and like an app it is asked about every navigation, which is how trigger links
are caught. What it sees goes out over the socket `events` in the folder of `--folder`, a JSON message a line, in the words of
WebDriver BiDi; commands come in the same way. Whatever it stores goes to that folder as well.
"""

import base64
import io
import json
import os
import socket
import sys
import threading

import cairo
import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("GdkX11", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, GdkX11, Gio, GLib, Gtk, WebKit2  # noqa: E402

# Chromium's names for what a network can do, which the harness knows how to tell.
IO_ERRORS = {
    Gio.IOErrorEnum.CONNECTION_REFUSED: "net::ERR_CONNECTION_REFUSED",
    Gio.IOErrorEnum.CONNECTION_CLOSED: "net::ERR_CONNECTION_CLOSED",
    Gio.IOErrorEnum.PARTIAL_INPUT: "net::ERR_CONNECTION_CLOSED",
    Gio.IOErrorEnum.TIMED_OUT: "net::ERR_CONNECTION_TIMED_OUT",
    Gio.IOErrorEnum.HOST_UNREACHABLE: "net::ERR_ADDRESS_UNREACHABLE",
    Gio.IOErrorEnum.NETWORK_UNREACHABLE: "net::ERR_ADDRESS_UNREACHABLE",
    Gio.IOErrorEnum.CANCELLED: "net::ERR_ABORTED",
}

# A phone's `screen` is its own; the one of this machine is that of the virtual display.
SCREEN = """(() => {
  const size = { width: %d, height: %d, availWidth: %d, availHeight: %d };
  for (const [name, value] of Object.entries(size)) Object.defineProperty(screen, name, { get: () => value });
})();"""

CONSOLE = {"ERROR": "error", "WARN": "warn", "LOG": "info", "INFO": "info", "DEBUG": "debug"}


def is_trigger(url):
    return url.split(":", 1)[0].lower() in ("seqr", "seqr-action", "seqr-debug", "seqr-demo")


def error_name(error):
    """What failed, by its kind rather than by a text that may be translated."""
    if error.matches(Gio.io_error_quark(), error.code):
        return IO_ERRORS.get(error.code, error.message)
    if error.matches(Gio.resolver_error_quark(), error.code):
        return "net::ERR_NAME_NOT_RESOLVED"
    if error.matches(WebKit2.NetworkError.quark(), WebKit2.NetworkError.CANCELLED):
        return "net::ERR_ABORTED"
    if error.matches(WebKit2.PolicyError.quark(), WebKit2.PolicyError.FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE):
        return "net::ERR_ABORTED"
    return error.message


def headers_of(message):
    found = []
    headers = message.get_http_headers()
    if headers is not None:
        headers.foreach(lambda name, value: found.append({"name": name, "value": {"value": value}}))
    return found


class Wire:
    """Messages out and in."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.lock = threading.Lock()

    def send(self, message):
        with self.lock:
            try:
                self.socket.sendall(json.dumps(message).encode() + b"\n")
            except OSError:
                # Nobody listens any more.
                GLib.idle_add(Gtk.main_quit)

    def event(self, method, params):
        self.send({"type": "event", "method": method, "params": params})

    def listen(self, command):
        for line in self.socket.makefile():
            GLib.idle_add(command, json.loads(line))
        GLib.idle_add(Gtk.main_quit)


class Phone:
    """The web view and whatever windows it opens."""

    def __init__(self, wire, folder):
        self.wire = wire
        self.last_id = 0
        self.size = (320, 480)
        self.agent = None
        self.windows = []
        self.content = WebKit2.UserContentManager()
        # An ephemeral context would not write its console.
        stored = WebKit2.WebsiteDataManager(base_data_directory=folder, base_cache_directory=folder)
        stored.set_tls_errors_policy(WebKit2.TLSErrorsPolicy.IGNORE)
        self.context = WebKit2.WebContext(website_data_manager=stored)
        self.context.set_automation_allowed(True)
        self.context.connect("automation-started", self.driven)

    def driven(self, _context, session):
        about = WebKit2.ApplicationInfo()
        about.set_name("WebKitGTK")
        about.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
        session.set_application_info(about)
        session.connect("create-web-view", lambda _session: self.open_window(None))

    def open_window(self, opener):
        if opener is None:
            view = WebKit2.WebView(
                web_context=self.context, user_content_manager=self.content, is_controlled_by_automation=True
            )
        else:
            view = WebKit2.WebView(related_view=opener, user_content_manager=self.content, is_controlled_by_automation=True)
        view.get_settings().set_enable_write_console_messages_to_stdout(True)
        view.get_settings().set_user_agent(self.agent)
        view.connect("decide-policy", self.decide)
        view.connect("create", lambda view, _action: self.open_window(view))
        view.connect("resource-load-started", self.loading)
        view.connect("load-failed", self.load_failed)
        view.connect("script-dialog", self.dialog)
        window = Gtk.Window(decorated=False)
        window.set_default_size(*self.size)
        window.add(view)
        window.show_all()
        self.windows.append((window, view))
        view.connect("close", lambda _view: self.close_window(window))
        return view

    def close_window(self, closed):
        self.windows = [(window, view) for window, view in self.windows if window is not closed]
        closed.destroy()

    # What happens.

    def next_id(self):
        self.last_id += 1
        return str(self.last_id)

    def context_of(self, view):
        """The number of a window's web view; the customer's own is the first."""
        return next((str(number) for number, (_, own) in enumerate(self.windows) if own is view), "gone")

    def decide(self, view, decision, kind):
        if kind not in (WebKit2.PolicyDecisionType.NAVIGATION_ACTION, WebKit2.PolicyDecisionType.NEW_WINDOW_ACTION):
            return False
        action = decision.get_navigation_action()
        url = action.get_request().get_uri()
        if not is_trigger(url):
            return False
        number = self.next_id()
        # Which frame it is that goes there, nobody tells.
        context = "new" if kind == WebKit2.PolicyDecisionType.NEW_WINDOW_ACTION else self.context_of(view)
        event = {"context": context, "navigation": number, "request": {"request": number, "url": url}}
        self.wire.event("network.beforeRequestSent", event)
        decision.ignore()
        return True

    def loading(self, view, resource, request):
        number = self.next_id()
        method = request.get_http_method() or "GET"
        told = set()

        def describe(url):
            is_document = resource is view.get_main_resource()
            event = {"context": self.context_of(view), "request": {"request": number, "url": url, "method": method}}
            if is_document:
                event["navigation"] = number
            return event

        def sent(_resource, onward, redirect):
            if redirect is not None:
                respond(redirect)
            self.wire.event("network.beforeRequestSent", describe(onward.get_uri()))

        def respond(response):
            event = describe(response.get_uri())
            event["response"] = {
                "status": response.get_status_code(),
                "mimeType": response.get_mime_type() or "",
                "headers": headers_of(response),
            }
            self.wire.event("network.responseCompleted", event)

        def once(what, say):
            if what not in told:
                told.add(what)
                say()

        def finish():
            if resource.get_response() is not None:
                once("response", lambda: respond(resource.get_response()))

        def failed(_resource, error):
            finish()
            event = describe(resource.get_uri())
            event["errorText"] = error_name(error)
            self.wire.event("network.fetchError", event)

        resource.connect("sent-request", sent)
        resource.connect("finished", lambda _resource: finish())
        resource.connect("failed", failed)

    def load_failed(self, _view, _moment, url, error):
        number = self.next_id()
        event = {"request": {"request": number, "url": url, "method": "GET"}, "navigation": number}
        self.wire.event("network.fetchError", {**event, "errorText": error_name(error)})
        # No page of WebKit's own about it.
        return True

    def dialog(self, _view, dialog):
        self.wire.event("browsingContext.userPromptOpened", {"message": dialog.get_message()})
        # Its driver would do so at its next command only. Whoever is asked whether to buy says yes.
        kind = dialog.get_dialog_type()
        if kind == WebKit2.ScriptDialogType.CONFIRM:
            dialog.confirm_set_confirmed(True)
        elif kind == WebKit2.ScriptDialogType.PROMPT:
            dialog.prompt_set_text(dialog.prompt_get_default_text() or "")
        else:
            return False
        return True

    def console(self, line):
        """`http://…/page:12:3: CONSOLE JS ERROR ReferenceError: …`, as WebKit writes it, or `… CONSOLE ERROR …`."""
        place, found, rest = line.partition("CONSOLE ")
        if not found:
            return
        level, found, text = rest.partition(" ")
        if level not in CONSOLE:
            # Told of something else than the page's own call; what the network did is seen elsewhere.
            source, (level, _, text) = level, text.partition(" ")
            if source == "NETWORK":
                return
        url = place.rstrip(": ").rsplit(":", 2)[0]
        frames = [{"url": url}] if url else []
        self.wire.event("log.entryAdded", {"level": CONSOLE.get(level, "info"), "text": text, "stackTrace": {"callFrames": frames}})

    # What is asked for.

    def command(self, command):
        number, params = command["id"], command.get("params", {})

        def answer(result):
            self.wire.send({"type": "success", "id": number, "result": result})

        def refuse(message):
            self.wire.send({"type": "error", "id": number, "message": message})

        try:
            if command["method"] == "view.setScreen":
                self.set_screen(params, answer)
            elif command["method"] == "view.capture":
                self.capture(params, answer, refuse)
            else:
                answer({})
        except Exception as error:  # The harness is told; the view goes on.
            refuse(str(error))
        return False

    def set_screen(self, params, answer):
        self.size = (params["width"], params["height"])
        self.agent = params["userAgent"]
        # A whole number of device pixels for each CSS pixel, as on phones.
        Gdk.Display.get_default().set_window_scale(params["ratio"])
        self.content.remove_all_scripts()
        self.content.add_script(
            WebKit2.UserScript(
                SCREEN % (self.size * 2),
                WebKit2.UserContentInjectedFrames.ALL_FRAMES,
                WebKit2.UserScriptInjectionTime.START,
                None,
                None,
            )
        )
        for window, view in self.windows:
            window.resize(*self.size)
            view.get_settings().set_user_agent(self.agent)

        def until_done(tries=200):
            sizes = {(view.get_allocated_width(), view.get_allocated_height()) for _window, view in self.windows}
            if sizes <= {self.size} or tries == 0:
                answer({})
            else:
                GLib.timeout_add(5, lambda: until_done(tries - 1))
            return False

        until_done()

    def capture(self, params, answer, refuse):
        _window, view = self.windows[0]

        def taken(view, result):
            try:
                picture = io.BytesIO()
                whole = view.get_snapshot_finish(result)
                scale = Gdk.Display.get_default().get_monitor(0).get_scale_factor()
                size = (min(whole.get_width(), params["width"] * scale), min(whole.get_height(), params["height"] * scale))
                part = cairo.ImageSurface(cairo.FORMAT_RGB24, *size)
                canvas = cairo.Context(part)
                # Its own scale is put aside: these are pixels.
                whole.set_device_scale(1, 1)
                canvas.set_source_surface(whole)
                canvas.paint()
                part.write_to_png(picture)
                answer({"data": base64.b64encode(picture.getvalue()).decode()})
            except Exception as error:
                refuse(str(error))

        region, options = WebKit2.SnapshotRegion.FULL_DOCUMENT, WebKit2.SnapshotOptions.NONE
        view.get_snapshot(region, options, None, taken)


def main():
    if "--check" in sys.argv:
        return  # All libraries are here, or this line would not be reached.
    folder = sys.argv[sys.argv.index("--folder") + 1]
    wire = Wire(os.path.join(folder, "events"))
    # WebKit's processes write the pages' console to the standard error that they inherit; ours stays where it was.
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    phone = Phone(wire, folder)

    def read_console():
        with os.fdopen(reading, errors="replace") as lines:
            for line in lines:
                GLib.idle_add(lambda line: phone.console(line) and False, line.rstrip("\n"))

    threading.Thread(target=read_console, daemon=True).start()
    threading.Thread(target=wire.listen, args=(phone.command,), daemon=True).start()
    wire.event("view.started", {"process": os.getpid()})
    Gtk.main()


main()
