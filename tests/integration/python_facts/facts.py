#!/usr/bin/env python3
"""Facts of Zato's service API, each a case: a request to services/ in a real server and what must come back.

facts.py config ADDRESS DATABASE IMAP-PORT   writes the configuration that the cases need, as a file for `zato enmasse`
facts.py run              runs the cases against ZATO_TEST_SERVER (host:port)

A case names its channel by the data format and the service: "json/traps.undeclared". The docstring of each says the fact and where
service_api.md has it."""
import http.client
import json
import os
import pathlib
import re
import sys
import time
import unittest
from urllib.parse import urlencode

HERE = pathlib.Path(__file__).resolve().parent
TARGET = re.compile(r'"(json|raw|form|xml|csv)/([a-z0-9_.-]+\.[a-z0-9_.-]+)(/\{[^"]*)?')
FORMATS = {"json": "json", "raw": "", "form": "form", "xml": "xml", "csv": "csv"}


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.text = self.body.decode("utf-8", "replace")

    json = property(lambda self: json.loads(self.body))

    def __repr__(self):
        return f"{self.status} {self.text}"


class Facts(unittest.TestCase):
    maxDiff = None

    def call(self, target, body=b"", method="POST", query=None, headers=None):
        connection = http.client.HTTPConnection(os.environ["ZATO_TEST_SERVER"], timeout=30)
        body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        try:
            connection.request(method, f"/{target}" + (f"?{urlencode(query, doseq=True)}" if query else ""), body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def answer(self, target, body=b"", **more):
        """Of a call that must work."""
        answer = self.call(target, body, **more)
        self.assertEqual(answer.status, 200, f"{target}: {answer}\n{self.log()[-3000:]}")
        try:
            return answer.json
        except ValueError:
            return answer.text

    def eventually(self, look, seconds=5):
        """Each look is a request, which takes its time."""
        end = time.monotonic() + seconds
        while not look():
            self.assertLess(time.monotonic(), end, "it did not come true in time")

    @staticmethod
    def log():
        return pathlib.Path(os.environ["ZATO_TEST_LOG"]).read_text()


def targets():
    found = {match.groups(default="") for file in sorted((HERE / "cases").glob("*.py")) for match in TARGET.finditer(file.read_text())}
    return sorted(found)


def config(address, database, imap_port):
    lines = ["channel_rest:"]
    for format, service, rest in targets():
        lines += [f"  - name: {format}/{service}{rest}", f"    service: {service}", f"    url_path: /{format}/{service}{rest}",
                  f"    data_format: '{FORMATS[format]}'"]
    lines += ["outgoing_rest:", "  - name: facts-peer", f"    host: http://{address}", "    url_path: '/json/frequency.peer/{id}'", "    data_format: json"]
    lines += ["outgoing_sql:", "  - name: facts-sql", "    engine: sqlite", "    host: '-'", "    port: 1", "    username: '-'", "    password: planted",
              f"    db_name: {database}"]
    lines += ["email_imap:", "  - name: facts", "    server_type: generic-imap", "    host: 127.0.0.1", f"    port: {imap_port}", "    mode: plain", "    timeout: 5",
              "    username: joan", "    password: planted", "    get_criteria: UNSEEN"]
    lines += ["cache_builtin:", "  - name: shared", "    max_item_size: 500"]
    return "\n".join(lines) + "\n"


def main(arguments):
    if arguments[:1] == ["config"]:
        print(config(*arguments[1:]), end="")
        return 0
    sys.path.insert(0, str(HERE))
    suite = unittest.defaultTestLoader.discover(str(HERE / "cases"), pattern=(arguments[1:] or ["*"])[0] + ".py", top_level_dir=str(HERE / "cases"))
    result = unittest.TextTestRunner(verbosity=1, stream=sys.stdout).run(suite)
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
