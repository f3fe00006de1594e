"""What a call of an outgoing REST connection returns: the parts of a response of the library `requests` that services use."""
import datetime
import json
from collections.abc import MutableMapping
from email.message import Message
from http.cookies import CookieError, SimpleCookie

from zato.server.outgoing.failures import class_named


class Headers(MutableMapping):
    """By name in any case. One that comes several times has its values in one, with commas between them."""

    def __init__(self, pairs=()):
        self._values = {}  # in lower case: (name as it came, value)
        for name, value in pairs:
            known = self._values.get(name.lower())
            self._values[name.lower()] = (known[0], f"{known[1]}, {value}") if known else (name, value)

    def __getitem__(self, name):
        return self._values[name.lower()][1]

    def __setitem__(self, name, value):
        self._values[name.lower()] = (name, value)

    def __delitem__(self, name):
        del self._values[name.lower()]

    def __iter__(self):
        return (name for name, _ in self._values.values())

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        return repr(dict(self.items()))


class Response:
    history = ()
    is_permanent_redirect = property(lambda self: "location" in self.headers and self.status_code in (301, 308))
    is_redirect = property(lambda self: "location" in self.headers and self.status_code in (301, 302, 303, 307, 308))
    ok = property(lambda self: self.status_code < 400)

    def __init__(self, method, status_code, reason, headers, content, url, seconds):
        self.method, self.status_code, self.reason, self.content, self.url = method, status_code, reason, content, url
        self.elapsed = datetime.timedelta(seconds=seconds)
        self._pairs = headers
        self.headers = Headers(headers)
        self.encoding = self._encoding()
        self.data = None  # by the data format of the connection (rest.py)

    def _encoding(self):
        content_type = self.headers.get("content-type", "")
        head = Message()
        head["content-type"] = content_type
        charset = head.get_param("charset")
        if charset:
            return str(charset).strip("'\"")
        return "ISO-8859-1" if content_type.startswith("text/") else "utf-8" if content_type.startswith("application/json") else None

    @property
    def apparent_encoding(self):
        try:
            self.content.decode("utf-8")
        except UnicodeDecodeError:
            return "ISO-8859-1"
        return "utf-8"

    @property
    def text(self):
        try:
            return self.content.decode(self.encoding or self.apparent_encoding, "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def json(self, **kwargs):
        return json.loads(self.content, **kwargs)

    @property
    def cookies(self):
        jar = SimpleCookie()
        for name, value in self._pairs:
            if name.lower() == "set-cookie":
                try:
                    jar.load(value)
                except CookieError:
                    pass
        return {name: morsel.value for name, morsel in jar.items()}

    def raise_for_status(self):
        if not self.ok:
            side = "Client" if self.status_code < 500 else "Server"
            raise class_named("HTTPError")(f"{self.status_code} {side} Error: {self.reason} for url: {self.url}", response=self)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        whole = self.text if decode_unicode else self.content
        size = chunk_size or len(whole) or 1
        return (whole[at:at + size] for at in range(0, len(whole), size))

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        whole = self.text if decode_unicode else self.content
        return iter(whole.split(delimiter) if delimiter else whole.splitlines())

    def close(self):
        """It was read whole."""

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __iter__(self):
        return self.iter_content(128)

    def __bool__(self):
        return self.ok

    def __repr__(self):
        return f"<Response [{self.status_code}]>"
