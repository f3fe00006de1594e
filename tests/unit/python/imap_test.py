"""Mailboxes, against a server of a few lines."""
import contextlib
import email.message
import socketserver
import threading
import types
import unittest

from zato.common.exception import Inactive
from zato.server.outgoing.imap import IMAPConnection


def mail():
    message = email.message.EmailMessage()
    message["Subject"], message["From"], message["To"], message["Message-ID"] = "Zażółć", "Joan <joan@example.com>", "b@example.com, c@example.com", "<1@x>"
    message.set_content("plain body\n")
    message.add_alternative("<p>html</p>\n", subtype="html")
    message.add_attachment(b"\x00attached", maintype="application", subtype="octet-stream", filename="a.bin")
    return bytes(message)


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, command, *rest = line.decode().split()
            self.server.seen.append(line.decode().split(" ", 1)[1].strip())
            command = (command + " " + rest[0] if command == "UID" else command).upper()
            if command == "CAPABILITY":
                self.say(b"* CAPABILITY IMAP4rev1")
            elif command in ("SELECT", "EXAMINE"):
                self.say(b"* 1 EXISTS")
            elif command == "UID SEARCH":
                self.say(b"* SEARCH 7")
            elif command == "UID FETCH":
                raw = mail()
                self.say(b"* 1 FETCH (UID 7 BODY[] {%d}\r\n%s)" % (len(raw), raw))
            self.say(f"{tag} {'NO not you' if command == 'LOGIN' and 'wrong' in line.decode() else 'OK done'}".encode())
            if command == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(line + b"\r\n")


@contextlib.contextmanager
def serving(port=0):
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), Session) as server:
        server.seen, server.daemon_threads = [], True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class Mailbox(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(serving())

    def connection(self, **changed):
        return IMAPConnection(types.SimpleNamespace(**{
            "name": "box", "is_active": True, "server_type": "generic-imap", "mode": "plain", "host": "127.0.0.1", "port": self.server.server_address[1], "timeout": 5,
            "username": "u", "password": "p", "get_criteria": "UNSEEN", **changed}))

    def test_messages_have_what_services_read(self):
        (uid, message), = self.connection().get()
        data = message.data
        self.assertEqual((uid, data.subject, data.sent_from), ("7", "Zażółć", [{"name": "Joan", "email": "joan@example.com"}]))
        self.assertEqual(([one["email"] for one in data.sent_to], data.message_id), (["b@example.com", "c@example.com"], "<1@x>"))
        self.assertEqual((data.body.plain, data.body.html), (["plain body\n"], ["<p>html</p>\n"]))
        self.assertEqual([(one.filename, one.content.read()) for one in data.attachments], [("a.bin", b"\x00attached")])

    def test_reading_changes_nothing(self):
        list(self.connection().get("Other \"folder\""))
        self.assertIn('EXAMINE "Other \\"folder\\""', self.server.seen)
        self.assertIn("UID SEARCH UNSEEN", self.server.seen)
        self.assertIn("UID FETCH 7 (BODY.PEEK[])", self.server.seen)
        self.assertFalse([one for one in self.server.seen if "STORE" in one])

    def test_messages_are_marked_and_deleted(self):
        for _, message in self.connection().get():
            message.mark_seen()
            message.delete()
        self.assertIn("UID STORE 7 +FLAGS (\\Seen)", self.server.seen)
        self.assertIn("EXPUNGE", self.server.seen)

    def test_refusals(self):
        with self.assertRaises(Inactive):
            list(self.connection(is_active=False).get())
        with self.assertRaises(NotImplementedError):
            list(self.connection(server_type="microsoft-365").get())
        with self.assertRaises(Exception) as caught:
            list(self.connection(password="wrong").get())
        self.assertIn("not you", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
