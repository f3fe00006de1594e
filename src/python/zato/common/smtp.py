"""SMTPMessage: what services fill in to send an email."""


class SMTPMessage:
    def __init__(self, from_=None, to=None, subject="", body="", attachments=None, cc=None, bcc=None, is_html=False, headers=None,
                 charset="utf8", is_rfc2231=True):
        self.from_, self.to, self.subject, self.body = from_, to, subject, body
        self.attachments = attachments or []
        self.cc, self.bcc, self.is_html = cc, bcc, is_html
        self.headers = headers or {}
        self.charset, self.is_rfc2231 = charset, is_rfc2231

    def attach(self, name, contents):
        self.attachments.append({"name": name, "contents": contents})
