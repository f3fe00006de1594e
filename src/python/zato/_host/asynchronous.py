"""Services that the broker hands to this worker, and the callbacks that get their answers."""
import inspect
import sys

from zato._host import call as calls
from zato.common.ext.bunch import Bunch
from zato.common.json_internal import compact_utf8, loads

CALLBACK = "invoke-async-callback"
CHANNELS = frozenset(("invoke-async", CALLBACK))
_PLAIN = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/-_.@")  # as in zato/messages.hpp
_NOT_TEXT = "zato.environ"  # holds those values of an environ that are no text, as JSON


class Delivery:
    """What a service that runs asynchronously knows of its message. `id` is empty in all others."""

    __slots__ = ("id", "attempt", "idempotency_key", "in_reply_to", "callback")

    def __init__(self, id="", attempt=0, idempotency_key="", in_reply_to="", callback=""):
        self.id, self.attempt, self.idempotency_key = id, attempt, idempotency_key
        self.in_reply_to, self.callback = in_reply_to, callback

    def is_first(self, connection):
        """The inbox: notes the message in the table zato_inbox of a database (SQLite or PostgreSQL), in the transaction that makes the
        effects. `connection` is a DB-API connection or cursor. False: an earlier delivery has committed, nothing is left to do."""
        if not self.id:
            return True
        cursor = connection.cursor() if hasattr(connection, "cursor") else connection
        cursor.execute(self.inbox_note())
        return cursor.rowcount == 1

    def inbox_note(self):
        name = f"key/{self.idempotency_key}" if self.idempotency_key else f"id/{self.id}"
        plain = "".join(chr(byte) if byte in _PLAIN else f"~{byte:02x}" for byte in name.encode("utf8", "surrogateescape"))
        return f"INSERT INTO zato_inbox (message) VALUES ('{plain}') ON CONFLICT DO NOTHING"


def run(deployed, call, cid, payload, raw, data_format, channel_type):
    delivery = Delivery(*call.job.delivery())
    if not delivery.callback:
        return calls.run(deployed, call, cid, payload, raw, data_format, channel_type, "", in_reply_to=delivery.in_reply_to)
    handler = handler_of(deployed.cls, delivery.callback)
    service = calls.instance_of(deployed, call, cid, payload, raw, data_format, channel_type)
    service.in_reply_to = delivery.in_reply_to
    arguments = (service, payload) if handler.is_method else (payload,)
    handler.function(*arguments[:handler.most])
    return service


class Handler:
    """A method of a service, or a function beside it, that gets an answer: with or without a parameter for it."""

    def __init__(self, function, is_method):
        self.function, self.is_method = function, is_method
        parameters = inspect.signature(function).parameters.values()
        self.most = None if any(one.kind is one.VAR_POSITIONAL for one in parameters) else len(parameters)


def handler_of(cls, name):
    """What a message names. Only what the author of the service wrote for the world can be named: whoever can write into the broker must
    not be able to call anything else."""
    is_method = not name.startswith(".")
    plain = name.lstrip(".")
    if is_method:
        function = next((vars(one)[plain] for one in cls.__mro__ if plain in vars(one) and not one.__module__.startswith("zato.")), None)
    else:
        function = getattr(sys.modules.get(cls.__module__), plain, None)
        if getattr(function, "__module__", None) != cls.__module__:
            function = None
    if plain.startswith("_") or not inspect.isfunction(function):
        raise KeyError(f"`{plain}` is neither a public method of {cls.__name__} nor a function of its module")
    return Handler(function, is_method)


def texts_of(environ):
    """What of an environ other services can be told."""
    if not environ:
        return {}
    texts = {str(key): value for key, value in environ.items() if isinstance(value, str)}
    others = {str(key): value for key, value in environ.items() if not isinstance(value, str)}
    if others:
        encoded = compact_utf8(others)
        texts[_NOT_TEXT] = encoded.decode() if isinstance(encoded, bytes) else encoded
    return texts


def environ_of(job):
    environ = job.environ()
    others = environ.pop(_NOT_TEXT, None)
    return Bunch({**environ, **loads(others)} if others else environ)
