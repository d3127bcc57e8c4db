"""A service in trouble, of the kind that its first argument names."""

import os
import sys
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TROUBLE = sys.argv[1]

SESSION_INFO = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<m:getClientSessionInfo xmlns:m="http://external.interfaces.ers.seamless.com/"><context><clientRequestTimeout>0</clientRequestTimeout>
<initiatorPrincipalId><id>trouble</id><type>TERMINALID</type></initiatorPrincipalId><password>12345678</password></context>
<authReference>{}</authReference></m:getClientSessionInfo></s:Body></s:Envelope>"""


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, **headers):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/ready":
            self.answer(200, "ready")
        elif TROUBLE == "dies":
            print("out of memory, says the service", flush=True)
            os._exit(9)
        elif TROUBLE == "babbles":
            # Where a long output is cut, the terminal's password is.
            print("x" * 1995 + "12345678" + "y" * 4000, flush=True)
            self.answer(200, "<!doctype html><title>Shop</title><link rel=icon href='data:,'><p>Hello</p>")
        elif TROUBLE == "error":
            self.answer(500, "<p>Oops</p>")
        elif TROUBLE == "empty":
            self.answer(200, "\n")
        elif TROUBLE == "around":
            self.answer(302, "", Location=self.path)
        elif TROUBLE == "hangs":
            time.sleep(600)
        elif TROUBLE in ("silent", "asks"):
            self.close_connection = True
        else:
            self.answer(200, "<!doctype html><title>Shop</title><link rel=icon href='data:,'><p>Hello</p>")

    def do_POST(self):
        garbage = "<soap:Envelope><oops"
        message = SESSION_INFO.format(self.path.partition("?")[2]) if TROUBLE == "asks" else garbage
        call = urllib.request.Request(os.environ["SEQR_ENDPOINT_URL"], message.encode(), {"Content-Type": "text/xml"})
        try:
            # Answered is what SEQR begins to answer; whoever reads on may wait.
            urllib.request.urlopen(call, timeout=2)
        except urllib.error.HTTPError as refused:
            self.answer(502, f"SEQR answered {refused.code}")
        else:
            self.answer(200, "fine")

    def log_message(self, *_):
        pass


with open("pid", "w", encoding="ascii") as file:
    file.write(str(os.getpid()))
server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service)
server.daemon_threads = True
server.serve_forever()
