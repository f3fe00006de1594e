"""Outgoing e-mail: self.email.smtp['Mail'].conn.send(message)."""
import logging
import smtplib
import socket
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from zato.server.outgoing.objects import Item, Store

_log = logging.getLogger("zato.server.python.smtp")


def text_of(message, from_):
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = from_ or message.from_, listed(message.to), message.subject
    out["Date"], out["Message-ID"] = formatdate(), make_msgid(domain=socket.getfqdn())
    if message.cc:
        out["Cc"] = listed(message.cc)
    for name, value in message.headers.items():
        del out[name]
        out[name] = value
    out.set_content(message.body, subtype="html" if message.is_html else "plain", charset="utf-8")
    for one in message.attachments:
        contents = one["contents"]
        out.add_attachment(contents.encode("utf-8") if isinstance(contents, str) else contents, maintype="application",
                           subtype="octet-stream", filename=one["name"])
    return out


def listed(addresses):
    return addresses if isinstance(addresses, str) else ", ".join(addresses or ())


def recipients(message):
    everyone = []
    for addresses in (message.to, message.cc, message.bcc):
        everyone += [one.strip() for one in addresses.split(",")] if isinstance(addresses, str) else list(addresses or ())
    return [one for one in everyone if one]


class SMTPConnection:
    def __init__(self, config):
        self.config = config

    def send(self, message, from_=None):
        """False, and a line in the log, when it did not work."""
        try:
            self._send(message, from_)
        except Exception as error:
            _log.warning("%s: the message `%s` was not sent: %s", self.config.name, message.subject, error)
            return False
        return True

    def _send(self, message, from_):
        config = self.config
        if not config.is_active:
            raise ValueError("the connection is not active")
        kind = smtplib.SMTP_SSL if config.mode == "ssl" else smtplib.SMTP
        with kind(config.host, config.port, timeout=config.timeout) as server:
            if config.mode == "starttls":
                import ssl
                server.starttls(context=ssl.create_default_context())
            if config.username:
                server.login(config.username, config.password or "")
            server.send_message(text_of(message, from_), from_ or message.from_, recipients(message))


def make(config):
    return Item(config=config, conn=SMTPConnection(config))


connections = Store("smtp", make)
