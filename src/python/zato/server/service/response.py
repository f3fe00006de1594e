"""self.response."""
import types

from zato.common.marshal_.api import BaseModel
from zato.compat.missing import refuse
from zato.common.ext.bunch import Bunch

_AS_IS = (str, bytes, list, tuple, bool, int, float, BaseModel)


class Message(Bunch):
    """Grows where it is written to: response.payload.a.b = 1."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.setdefault(name, Message())


class Response:
    def __init__(self, io=None, level=None):
        self.status_code, self.status_message = 200, ""
        self.headers = {}
        self.content_encoding = ""
        self.result, self.result_details = "ZATO_OK", ""
        self.cid = self.data_format = None
        self._content_type, self.content_type_changed = "text/plain", False
        self._io = io if io and io.has_output else None
        self._payload = io.new_output() if self._io else Message() if level and level.payload_grows else ""

    @property
    def content_type(self):
        return self._content_type

    @content_type.setter
    def content_type(self, value):
        self._content_type, self.content_type_changed = value, True

    @property
    def payload(self):
        return self._payload

    @payload.setter
    def payload(self, value):
        if self._io:
            value = self._declared(value)
        elif not isinstance(value, (dict, *_AS_IS)):
            value = plain(value)
        self._payload = value

    # Text and lists go past the declaration, as they always did; the rest is filtered by it.
    def _declared(self, value):
        if isinstance(value, _AS_IS) and not (isinstance(value, BaseModel) and not self._io.is_model):
            return value
        if value is None or type(value).__module__.startswith("lxml."):
            return value
        return self._io.new_output(value)

    def init(self, *args, **kwargs):
        """Of 3.2's internals; services that call it expect nothing of it."""


def plain(value):
    if isinstance(value, types.GeneratorType):
        refuse("streaming, a generator as self.response.payload,")
    if value is None or type(value).__module__.startswith("lxml."):
        return value
    for name in ("to_dict", "to_json", "getvalue"):
        method = getattr(value, name, None)
        if method:
            return method()
    if not value:
        return ""
    raise Exception(f"a response cannot be made of a {type(value).__name__}: {value!r}")
