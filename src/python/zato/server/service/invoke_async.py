"""self.invoke_async: leaves a service to the cluster, which runs it on any worker of any server even if this one dies."""
import inspect

import _zato
from gevent.hub import Waiter

from zato._host import tickets
from zato._host.asynchronous import handler_of, texts_of
from zato._host.failures import Failure
from zato.server.service import invoke

_JSON, _TEXT, _BYTES = "application/json", "text/plain", "application/octet-stream"


def invoke_async(caller, service, /, payload="", channel="invoke-async", data_format="dict", transport="", expiration=0, to_json_string=False,
                 cid="", callback=None, zato_ctx=None, environ=None, delay=0, idempotency_key="", target="", **kwargs):
    """Returns the cid when the message is safe. Times are seconds. `target`: a server's name, or * for each server."""
    name = invoke.name_of(service)
    check_known(name)
    body, media_type = body_of(payload, to_json_string)
    texts = {"idempotency_key": str(idempotency_key), "target": target, "channel": channel, "cid": cid or "",
             "data_format": "json" if media_type == _JSON and data_format == "dict" else data_format or ""}
    waiter = Waiter()
    ticket = tickets.issue(lambda *answer: waiter.switch(answer))
    try:
        _zato.invoke_async(name, body, media_type, texts_of(environ), callbacks_of(caller, callback), texts, milliseconds(delay),
                           milliseconds(expiration), caller.name or "", ticket)
        status, deliberate, message, answer, _ = waiter.get()
    finally:
        tickets.forget(ticket)
    if status:
        error = invoke.remote_error(caller.cid, name, status, deliberate, message)
        error.zato_answer = Failure(status, deliberate, message, {"Retry-After": "1"})  # uncaught, it is the answer, unlike 3.2's own 503
        raise error
    return answer.decode()


def check_known(name):
    if _zato.find(name)[0] == invoke.UNKNOWN:
        raise KeyError(f"no such service: `{name}`")


def milliseconds(seconds):
    return max(0, int(float(seconds or 0) * 1000))


def body_of(payload, to_json_string):
    if isinstance(payload, bytes):
        return payload, _BYTES
    if payload is None or isinstance(payload, str) and not to_json_string:
        return payload, _TEXT
    return invoke.to_json(payload), _TEXT if to_json_string else _JSON


def callbacks_of(caller, callback):
    if callback is None:
        default = f"{caller.name}-async-callback"
        return [default] if _zato.find(default)[0] != invoke.UNKNOWN else []
    return [spelled(caller, one) for one in (callback if isinstance(callback, (list, tuple, set)) else [callback])]


def spelled(caller, callback):
    """'service', 'service method' or 'service .function': what survives this process."""
    if callback is caller:
        return caller.name
    if inspect.ismethod(callback) and hasattr(callback.__self__, "_zato_deployed"):
        handler_of(type(callback.__self__), callback.__name__)
        return f"{callback.__self__.name} {callback.__name__}"
    if inspect.isfunction(callback):
        handler_of(type(caller), f".{callback.__name__}")
        return f"{caller.name} .{callback.__name__}"
    name = invoke.name_of(callback)
    check_known(name)
    return name
