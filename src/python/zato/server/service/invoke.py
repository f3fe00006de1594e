"""self.invoke and its like: another service, in Python or in C++, as a function."""
import logging
import time

import _zato
import gevent
from gevent.hub import Waiter

from zato._host import call as calls
from zato._host import tickets
from zato._host.answers import value_of
from zato._host.context import Call, current
from zato._host.failures import failure_of, Failure, mark_logged
from zato._host.payloads import handed_over, json_or_bytes, text_or_bytes
from zato._host.registry import by_class, services
from zato.common import exception
from zato.common.ext.bunch import bunchify
from zato.common.json_internal import compact_utf8
from zato.common.marshal_.api import BaseModel
from zato.server.outgoing.objects import find_by_id
from zato.simpleio.output import Output

UNKNOWN, INACTIVE, PYTHON, OTHER = range(4)
MAX_DEPTH = 32
_BY_STATUS = {400: exception.BadRequest, 401: exception.Unauthorized, 403: exception.Forbidden, 404: exception.NotFound,
              405: exception.MethodNotAllowed, 429: exception.TooManyRequests, 409: exception.Conflict, 503: exception.ServiceUnavailable}
_NOT_PAYLOAD = ("target", "set_response_func", "cid", "wsgi_environ", "environ", "skip_response_elem")


def name_of(service):
    return service if isinstance(service, str) else by_class[service].name if service in by_class else service.get_name()


def invoke(caller, service, /, payload="", channel="invoke", data_format="dict", transport="", serialize=False, as_bunch=False, timeout=0,
           raise_timeout=True, in_reply_to="", **kwargs):
    name = name_of(service)
    if name == caller.name:
        raise exception.ZatoException(caller.cid, f"service `{name}` cannot invoke itself")
    if payload == "" or payload is None:
        payload = {key: value for key, value in kwargs.items() if key not in _NOT_PAYLOAD} or payload
    mine = caller._zato_call
    kind, number, target = _zato.find(mine.job if mine else None, name)  # as the request found the services when it came
    if kind == UNKNOWN:
        raise KeyError(f"no such service: `{name}`")
    if kind == INACTIVE:
        raise exception.Inactive(name)
    run = locally if kind == PYTHON else remotely
    work = lambda: run(caller, name, number, target, payload, channel, data_format, as_bunch, timeout, in_reply_to, kwargs)
    if not timeout:
        return work()
    return within(timeout, raise_timeout, work)


def within(seconds, raise_timeout, work):
    greenlet = gevent.spawn(work)
    try:
        return greenlet.get(timeout=seconds)
    except gevent.Timeout:
        greenlet.kill(block=False)
        if raise_timeout:
            raise
        return None


def locally(caller, name, number, target, payload, channel, data_format, as_bunch, timeout, in_reply_to, kwargs):
    """Never leaves Python: the other service gets the very object."""
    mine = caller._zato_call
    call = Call(mine.job if mine else None, kwargs.get("cid") or caller.cid, mine.depth + 1 if mine else 1)
    if call.depth > MAX_DEPTH:
        raise exception.ZatoException(call.cid, f"service `{name}`: services invoke each other more than {MAX_DEPTH} levels deep")
    before = current.get()
    current.set(call)
    _zato.nested_started(target)
    started = time.perf_counter_ns()
    try:
        deployed = services[number]
        wsgi_environ = kwargs.get("wsgi_environ") or {}
        service = calls.run(deployed, call, call.cid, handed_over(payload, data_format), payload, data_format, channel, wsgi_environ.get("REQUEST_METHOD"),
                            environ=kwargs.get("environ"), wsgi_environ=wsgi_environ, in_reply_to=in_reply_to)
        value = value_of(service.response, deployed.io)
    except BaseException as error:
        failure = failure_of(error)
        _zato.nested_ended(target, call.cid, time.perf_counter_ns() - started, failure.status, failure.deliberate, failure.message)
        mark_logged(error)
        raise
    finally:
        current.set(before)
    _zato.nested_ended(target, call.cid, time.perf_counter_ns() - started, 0, True, "")
    return result_of(value, deployed, service.response.payload, as_bunch, kwargs.get("skip_response_elem"))


def result_of(value, deployed, payload, as_bunch, skip_response_elem):
    io = deployed.io
    if io and isinstance(payload, Output):
        if skip_response_elem:
            value = without_element(value)
        return bunchify(value) if as_bunch else value
    for name in ("getvalue", "to_dict", "to_json"):
        if hasattr(value, name) and not isinstance(value, (BaseModel, str, bytes, dict, list, tuple)):
            return getattr(value, name)()
    return value


def without_element(value):
    """{'response': x} and {'zato_…': x} are x."""
    if isinstance(value, dict) and len(value) == 1:
        (name, inner), = value.items()
        if name == "response" or name.startswith("zato"):
            return inner
    return value


def remotely(caller, name, number, target, payload, channel, data_format, as_bunch, timeout, in_reply_to, kwargs):
    """On the worker's loop; this greenlet waits, others run."""
    body = payload if isinstance(payload, (str, bytes)) or payload is None else to_json(payload)
    data_format = "json" if body is not payload or data_format == "dict" and body else data_format
    mine = caller._zato_call
    waiter = Waiter()
    ticket = tickets.issue(lambda *answer: waiter.switch(answer))
    try:
        _zato.invoke(mine.job if mine else None, mine.depth if mine else 0, name, kwargs.get("cid") or caller.cid, body, data_format,
                     float(timeout or 0), dict(kwargs.get("environ") or {}), ticket)
        status, deliberate, message, payload, content_type = waiter.get()
    finally:
        tickets.forget(ticket)
    if status:
        raise remote_error(caller.cid, name, status, deliberate, message)
    if content_type.startswith("application/json") or data_format == "json" and payload[:1] in (b"{", b"["):
        value = json_or_bytes(payload)
        if not isinstance(value, bytes):
            return bunchify(value) if as_bunch else value
    return text_or_bytes(payload)


def to_json(payload):
    return compact_utf8(payload.to_dict() if isinstance(payload, BaseModel) else payload)


def remote_error(cid, name, status, deliberate, message):
    if not deliberate:
        error = exception.ZatoException(cid, f"service `{name}` failed: {message}")
    elif status == 400:
        error = exception.BadRequest(cid, message, needs_msg=True)
    else:
        kind = _BY_STATUS.get(status)
        error = kind(cid, message) if kind else exception.Reportable(cid, message, status)
        error.zato_failure = Failure(status, True, message)
    return error


class Background:
    """Who invokes when the invoking service may be over."""

    def __init__(self, caller, cid):
        self.name, self.cid, self._zato_call = "", cid, Call(caller._zato_call.job if caller._zato_call else None, cid)


class Nobody(Background):
    """The server itself."""

    def __init__(self):
        self.name, self.cid, self._zato_call = "", _zato.new_cid(), None
        self.logger = logging.getLogger("zato.server.python")


def by_id(id):
    found = find_by_id("service", int(id))
    if found is None:
        raise KeyError(f"no such service: `{id}`")
    return found.name


def new_instance(caller, name):
    """An instance of another Python service, ready for its methods to be called."""
    kind, number, _ = _zato.find(name_of(name))
    if kind != PYTHON:
        raise KeyError(f"no such Python service: `{name}`")
    mine = caller._zato_call
    call = Call(mine.job if mine else None, caller.cid, mine.depth + 1 if mine else 1)
    return calls.instance_of(services[number], call, caller.cid, "", "", "dict", "new-instance")


def by_impl_name(impl_name):
    for deployed in services.values():
        if deployed.impl_name == impl_name:
            return deployed.name
    raise KeyError(f"no such service: `{impl_name}`")
