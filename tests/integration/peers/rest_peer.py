"""The other side of outgoing REST connections, a process of its own: what it does stands in the path. Usage:
rest_peer.py PORT [--tls CERTIFICATE KEY [CLIENT_CA]]

/echo      tells what it was asked, as JSON          /late/MS    answers after so many milliseconds
/status/N  that status                               /redirect   to ?to=
/close     closes instead of answering               /flaky      answers, and closes when asked again
/gzip      packed                                    /ntlm       wants NTLM, knows joan with password planted
/slowly    sends its answer byte by byte, for ever   /count      how many connections there were
"""
import asyncio
import base64
import gzip
import hmac
import json
import os
import ssl
import struct
import sys
from urllib.parse import parse_qs, urlsplit

connections = 0


KEY = bytes.fromhex("5bb018ee7c7252bc2a573b84dbd0ac0d")  # MD4 of `planted` in UTF-16, which Python's hashlib lacks


class Peer(asyncio.Protocol):
    def __init__(self):
        global connections
        connections += 1
        self.buffer, self.asked, self.logged_in, self.nonce = b"", 0, False, os.urandom(8)

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while True:
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            length = int(headers.get("content-length", 0))
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            method, target, _ = lines[0].split(" ")
            self.asked += 1
            self.handle(method, target, headers, rest[:length])

    def answer(self, status, body=b"", *headers, method=""):
        if not self.transport.is_closing():
            lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *headers]
            self.transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if method == "HEAD" else body))

    def handle(self, method, target, headers, body):
        url = urlsplit(target)
        word, _, rest = url.path[1:].partition("/")
        if word == "late":
            asyncio.get_running_loop().call_later(int(rest) / 1000, self.answer, 200, b"late")
        elif word == "status":
            self.answer(int(rest))
        elif word == "redirect":
            self.answer(302, b"", "Location: " + parse_qs(url.query)["to"][0])
        elif word == "close" or word == "flaky" and self.asked > 1:
            self.transport.close()
        elif word == "gzip":
            self.answer(200, gzip.compress(b"unpacked"), "Content-Encoding: gzip")
        elif word == "slowly":
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            self.drip()
        elif word == "count":
            self.answer(200, str(connections).encode())
        elif word == "ntlm" and not self.logged_in:
            self.log_in(headers.get("authorization", ""), method, target, headers, body)
        else:
            certificate = self.transport.get_extra_info("peercert")
            told = {"method": method, "target": target, "headers": headers, "body": body.decode("utf-8", "replace"),
                    "client": dict(pair[0] for pair in certificate["subject"]).get("commonName") if certificate else None}
            self.answer(200, json.dumps(told).encode(), "Content-Type: application/json", method=method)

    def drip(self):
        if not self.transport.is_closing():
            self.transport.write(b".")
            asyncio.get_running_loop().call_later(0.05, self.drip)

    def log_in(self, authorization, method, target, headers, body):
        """As MS-NLMP 3.3.2 has a server check it."""
        message = base64.b64decode(authorization[5:]) if authorization.startswith("NTLM ") else b""
        if message[8:12] == b"\x01\0\0\0" and not body:
            info = struct.pack("<HH", 2, 8) + "HERE".encode("utf-16-le") + struct.pack("<HH", 0, 0)
            challenge = b"NTLMSSP\0" + struct.pack("<IHHI", 2, 0, 0, 48) + struct.pack("<I", 0xA0888205) + self.nonce + bytes(8) + \
                struct.pack("<HHI", len(info), len(info), 48) + info
            return self.answer(401, b"", "WWW-Authenticate: NTLM " + base64.b64encode(challenge).decode())
        if message[8:12] == b"\x03\0\0\0":
            fields = [struct.unpack("<HHI", message[at:at + 8]) for at in (20, 28, 36)]
            answer, domain, user = (message[start:start + size] for size, _, start in fields)
            key = hmac.new(KEY, "JOAN".encode("utf-16-le") + domain, "md5").digest()
            proof = hmac.new(key, self.nonce + answer[16:], "md5").digest()
            if user.decode("utf-16-le") == "joan" and proof == answer[:16]:
                self.logged_in = True
                return self.handle(method, target, headers, body)
        self.answer(401, b"", "WWW-Authenticate: NTLM")


async def main(port, tls):
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls[0], tls[1])
        if len(tls) > 2:
            context.load_verify_locations(tls[2])
            context.verify_mode = ssl.CERT_REQUIRED
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Peer, "127.0.0.1", port, ssl=context, backlog=8192)
    await server.serve_forever()

asyncio.run(main(int(sys.argv[1]), sys.argv[3:]))
