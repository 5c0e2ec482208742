#!/usr/bin/env python3
"""A receiver of webhooks: webhook.py PORT FILE appends each body to FILE; the first request of each is refused.

webhook.py PORT FILE CERTIFICATE speaks TLS; the file holds the key, too.

webhook.py --port prints a port that nobody listens at.
"""
import http.server
import socket
import ssl
import sys


class Receiver(http.server.BaseHTTPRequestHandler):
    refused = False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not Receiver.refused:
            Receiver.refused = True
            self.send_response(503)
        else:
            with open(sys.argv[2], "ab") as out:
                out.write(body)
            self.send_response(200)
        self.end_headers()


if sys.argv[1] == "--port":
    with socket.create_server(("127.0.0.1", 0)) as free:
        print(free.getsockname()[1])
else:
    server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
