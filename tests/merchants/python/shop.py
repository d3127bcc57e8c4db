"""Ticket shop of the Stenby Sea Museum, for use inside the SEQR app.

All settings come from the environment: PORT and SEQR_* (see ../README.md).
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pages
from orders import MOST_VISITORS, TICKETS, Choice, Desk
from seqr import UNKNOWN_SESSION, Seqr, SeqrError, SeqrRefused

log = logging.getLogger("shop")

FAULTS = ("early-invoice", "one-order", "thread-dies", "unescaped", "waits-for-seqr")
NEEDED = ("PORT", "SEQR_WSDL_URL", "SEQR_TERMINAL_ID", "SEQR_TERMINAL_PASSWORD")
SHELLS = {"/order": "Tickets", "/success": "Your order", "/failure": "Payment failed", "/cancel": "Payment cancelled"}
STATIC = {
    f"/static/{name}": (kind, (Path(__file__).parent / "static" / name).read_bytes())
    for name, kind in (
        ("style.css", "text/css; charset=utf-8"),
        ("shop.js", "text/javascript; charset=utf-8"),
        ("ship.svg", "image/svg+xml"),
    )
}
LARGEST_BODY = 16 * 1024
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"


class BadRequest(Exception):
    pass


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    desk: Desk
    seqr: Seqr
    fault: str | None = None

    def do_GET(self):
        parts = urlsplit(self.path)
        path = parts.path
        if path == "/admin/fulfilments":
            number = parse_qs(parts.query).get("order", [""])[0]
            return self.back_office(lambda: self.desk.numbered(number).issued, "{}")
        if path == "/success" and self.fault == "waits-for-seqr":
            self.desk.ask_about_all()  # fault: the page comes when SEQR has answered, and not before
        if path in SHELLS:
            self.answer(200, pages.shell(path[1:], SHELLS[path]))
        elif path in STATIC:
            kind, body = STATIC[path]
            self.answer(200, body, kind)
        else:
            self.answer(404, "Not found\n", "text/plain; charset=utf-8")

    do_HEAD = do_GET

    def do_POST(self):
        handlers = {
            "/views/tickets": self.view_tickets,
            "/views/confirm": self.view_confirm,
            "/views/pay": self.view_pay,
            "/views/success": self.view_success,
            "/views/failure": self.view_failure,
            "/views/cancel": self.view_cancel,
            "/admin/close": self.admin_close,
            "/admin/refund": self.admin_refund,
            "/admin/cancel": lambda form: self.back_office(lambda: self.desk.withdraw(needed(form, "order"))),
            "/admin/receipt": lambda form: self.back_office(lambda: self.desk.file_receipt(needed(form, "order"))),
        }
        handler = handlers.get(urlsplit(self.path).path)
        try:
            form = self.read_form()
            if handler is None:
                self.answer(404, "Not found\n", "text/plain; charset=utf-8")
            else:
                handler(form)
        except BadRequest as bad:
            self.answer(400, f"{bad}\n", "text/plain; charset=utf-8")

    # Views: the page's script sends the TOKEN in the body and shows what comes back.

    def view_tickets(self, form):
        token = needed(form, "token")
        try:
            session = self.desk.session(token, fresh="opened" in form)
            if self.fault == "early-invoice" and "opened" in form:
                self.desk.place(token, Choice(TICKETS["adult"], 1))
        except SeqrError as trouble:
            return self.answer_trouble(trouble)
        self.answer(200, pages.tickets(session))

    def view_confirm(self, form):
        choice = chosen(form)
        self.answer(200, pages.confirm(choice) if choice else pages.bad_choice())

    def view_pay(self, form):
        token, choice = needed(form, "token"), chosen(form)
        if choice is None:
            return self.answer(200, pages.bad_choice())
        try:
            order = self.desk.place(token, choice)
        except SeqrError as trouble:
            return self.answer_trouble(trouble)
        self.answer(200, pages.pay(order))

    def view_success(self, form):
        self.answer(200, pages.receipt(self.desk.find(needed(form, "token")), late="late" in form))

    def view_failure(self, form):
        self.answer(200, pages.failed(self.given_up(form)))

    def view_cancel(self, form):
        self.answer(200, pages.cancelled(self.given_up(form)))

    def given_up(self, form):
        order = self.desk.find(needed(form, "token"))
        if order is not None:
            self.desk.give_up(order)
        return order

    def answer_trouble(self, trouble: SeqrError):
        log.warning("%s", trouble)
        unknown = isinstance(trouble, SeqrRefused) and trouble.code in UNKNOWN_SESSION
        self.answer(200, pages.unknown_token() if unknown else pages.unavailable())

    # Back office.

    def admin_close(self, _form):
        self.back_office(self.seqr.close_period)

    def admin_refund(self, form):
        self.back_office(lambda: self.desk.refund(needed(form, "ers_reference")))

    def back_office(self, action, text="done: {}\n"):
        try:
            status, text = 200, text.format(action())
        except LookupError:
            status, text = 404, "there is no such order\n"
        except SeqrError as trouble:
            status, text = 502, f"{trouble}\n"
        self.answer(status, text, "text/plain; charset=utf-8")

    def read_form(self) -> dict[str, str]:
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if not 0 <= length <= LARGEST_BODY:
            self.close_connection = True
            raise BadRequest("body too large")
        body = self.rfile.read(length)
        try:
            fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=50)
        except ValueError as bad:
            raise BadRequest("not a form") from bad
        return {name: values[0] for name, values in fields.items()}

    def answer(self, status: int, body: str | bytes, kind: str = "text/html; charset=utf-8"):
        data = body.encode("utf-8") if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, form, *args):
        log.debug(form, *args)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        if isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            return
        super().handle_error(request, client_address)


def needed(form: dict[str, str], name: str) -> str:
    value = form.get(name, "").strip()
    if not value or len(value) > 200 or not value.isprintable():
        raise BadRequest(f"{name} is missing or malformed")
    return value


def chosen(form: dict[str, str]) -> Choice | None:
    ticket = TICKETS.get(form.get("ticket", ""))
    visitors = form.get("visitors", "").strip()
    if ticket is None or not (visitors.isascii() and visitors.isdigit() and len(visitors) < 4):
        return None
    return Choice(ticket, int(visitors)) if 1 <= int(visitors) <= MOST_VISITORS else None


def main() -> int:
    arguments = argparse.ArgumentParser(description="Ticket shop of the Stenby Sea Museum")
    arguments.add_argument("--fault", choices=FAULTS, help="misbehave in one known way")
    options = arguments.parse_args()
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        print(f"shop.py: not set in the environment: {', '.join(missing)}", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    Shop.seqr = Seqr(os.environ, patient=options.fault == "waits-for-seqr")
    Shop.desk = Desk(Shop.seqr, options.fault)
    Shop.fault = options.fault
    pages.ESCAPES_THE_CODE = options.fault != "unescaped"
    with Server(("127.0.0.1", int(os.environ["PORT"])), Shop) as server:
        log.info("open on http://127.0.0.1:%d/order", server.server_port)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
