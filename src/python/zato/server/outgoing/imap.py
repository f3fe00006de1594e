"""Mailboxes: for uid, message in self.email.imap['Mail'].conn.get(): …"""
import email
import email.policy
import imaplib
import io
import ssl
from email.utils import getaddresses

from zato.common.exception import Inactive
from zato.common.ext.bunch import Bunch
from zato.server.outgoing.objects import Item, Store


class Message:
    """One that is on the server. It stays there, unread, unless its methods are called."""

    def __init__(self, connection, folder, uid, data):
        self.uid, self.data = uid, data
        self._connection, self._folder = connection, folder

    def delete(self):
        self._connection.change(self._folder, self.uid, r"\Deleted")

    def mark_seen(self):
        self._connection.change(self._folder, self.uid, r"\Seen")


class IMAPConnection:
    """Each call logs in, does its work and logs out: nothing is left open between them."""

    def __init__(self, config):
        self.config = config

    def get(self, folder="INBOX", criteria=None):
        """(uid, message) of all that the connection's criteria select."""
        with self._open(folder, read_only=True) as server:
            _, found = checked(server.uid("search", None, criteria or self.config.get_criteria))
            for uid in (found[0] or b"").split():
                _, parts = checked(server.uid("fetch", uid, "(BODY.PEEK[])"))
                raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
                if raw is not None:
                    yield uid.decode("ascii"), Message(self, folder, uid.decode("ascii"), read(raw))

    def delete(self, *uids, folder="INBOX"):
        self.change(folder, ",".join(uids), r"\Deleted")

    def mark_seen(self, *uids, folder="INBOX"):
        self.change(folder, ",".join(uids), r"\Seen")

    def change(self, folder, uids, flag):
        with self._open(folder) as server:
            checked(server.uid("store", uids, "+FLAGS", f"({flag})"))
            if flag == r"\Deleted":
                checked(server.expunge())

    def ping(self):
        with self._open(None) as server:
            checked(server.noop())
        return True

    def _open(self, folder, read_only=False):
        config = self.config
        if not config.is_active:
            raise Inactive(config.name)
        if config.server_type != "generic-imap":
            raise NotImplementedError(f"{config.name}: mailboxes of type {config.server_type} are not available in this version of the server")
        return Session(config, folder, read_only)


class Session:
    def __init__(self, config, folder, read_only):
        self.config, self.folder, self.read_only = config, folder, read_only

    def __enter__(self):
        config = self.config
        if config.mode == "ssl":
            self.server = imaplib.IMAP4_SSL(config.host, config.port, ssl_context=ssl.create_default_context(), timeout=config.timeout)
        else:
            self.server = imaplib.IMAP4(config.host, config.port, timeout=config.timeout)
        try:
            self.server.login(config.username, config.password or "")
            if self.folder is not None:
                checked(self.server.select(quoted(self.folder), readonly=self.read_only))
        except BaseException:
            self.server.shutdown()
            raise
        return self.server

    def __exit__(self, *_):
        try:
            self.server.logout()
        except (OSError, imaplib.IMAP4.error):
            self.server.shutdown()


def quoted(folder):
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def checked(answer):
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"{answer[0]}: {answer[1]}")
    return answer


def read(raw):
    """The parts of a message under the names that services know."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body, attachments = {"plain": [], "html": []}, []
    for part in message.walk():
        if part.is_multipart():
            continue
        if part.get_filename() or part.get_content_disposition() == "attachment":
            content = part.get_payload(decode=True) or b""
            attachments.append(Bunch({"content-type": part.get_content_type(), "filename": part.get_filename(), "size": len(content), "content": io.BytesIO(content)}))
        elif part.get_content_type() in ("text/plain", "text/html"):
            body[part.get_content_subtype()].append(part.get_content())
    people = lambda name: [{"name": who, "email": address} for who, address in getaddresses([str(one) for one in message.get_all(name, [])])]
    return Bunch(subject=str(message["subject"] or ""), sent_from=people("from"), sent_to=people("to"), cc=people("cc"), bcc=people("bcc"),
                 message_id=str(message["message-id"] or ""), date=str(message["date"] or ""), headers=[{"Name": name, "Value": str(value)} for name, value in message.items()],
                 body=Bunch(body), attachments=attachments, raw_email=raw)


def make(config):
    return Item(config=config, conn=IMAPConnection(config))


connections = Store("imap", make)
