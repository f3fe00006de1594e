"""One call of a service, from the worker or from another Python service: its life from a new instance to its answer."""
import time

import _zato

from zato._host.answers import body_of, headers_of
from zato._host.context import Call, current
from zato._host.failures import failure_of
from zato._host.payloads import payload_of
from zato._host.registry import services
from zato.server.service.request import Request
from zato.server.service.response import Response

_PER_VERB = frozenset(("http-soap", "invoke"))  # channels on which handle_GET and its like are looked for
_SCHEDULER = "scheduler"
_SKIPS_ELEMENT = "zato.skips-response-element"  # src/core/service/principal.hpp


def from_worker(item):
    """Runs on a greenlet of its own. Nothing may leave it."""
    _, job, number, cid, raw, data_format, media_type, channel_type, method = item
    call = Call(job, cid)
    current.set(call)
    try:
        deployed = services[number]
        payload = payload_of(raw, data_format, media_type, channel_type, job)
        service = run(deployed, call, cid, payload, raw, data_format, channel_type, method)
        response = service.response
        body = body_of(response, deployed.io, skips_element(job, channel_type))
        headers, content_type = headers_of(response)
        _zato.finish(job, int(response.status_code), body, content_type, headers, response.status_message, response.content_encoding or "")
    except BaseException as error:
        try:
            failure = failure_of(error)
            _zato.fail(job, failure.status, failure.deliberate, failure.message, headers_with(call.response, failure))
        except BaseException as again:
            _zato.fail(job, 500, False, f"{type(error).__name__}, and then {again!r}", None)


def skips_element(job, channel_type):
    """Whether the caller asked for answers without the element that SimpleIO puts around them."""
    return channel_type == "invoke" and _SKIPS_ELEMENT in job.environ()


def headers_with(response, failure):
    """What the service had set before it failed is sent all the same."""
    headers = headers_of(response)[0] if response else None
    return {**headers, **(failure.headers or {})} if headers else failure.headers


def run(deployed, call, cid, payload, raw, data_format, channel_type, method, environ=None, wsgi_environ=None, in_reply_to=""):
    """The service, after its work. `watch` finds this function's frame in stacks."""
    service = deployed.cls()
    service.name, service.impl_name = deployed.name, deployed.impl_name
    service.cid, service.logger, service.data_format = cid, deployed.logger, data_format
    service.in_reply_to = in_reply_to
    service._zato_call, service._zato_deployed, service._zato_channel_type = call, deployed, channel_type
    if environ is not None:
        service.environ = environ
    if wsgi_environ is not None:
        service.wsgi_environ = wsgi_environ
    service.invocation_time_ns = started = time.perf_counter_ns()
    request = service.request = Request(service, payload, raw, call.job)
    service.response = call.response = Response(deployed.io)
    if deployed.io:
        request.input = deployed.io.input_of(request, service)
    hooks = deployed.hooks
    if hooks:
        return with_hooks(service, deployed, hooks, channel_type, method)
    act(service, deployed, channel_type, method)
    service.processing_time_raw = time.perf_counter_ns() - started
    return service


def act(service, deployed, channel_type, method):
    verbs = deployed.verbs
    if not verbs or channel_type not in _PER_VERB:
        return service.handle()
    handler = verbs.get(method)
    if handler is None:
        service.response.status_code = 405
        return None
    return handler(service)


def with_hooks(service, deployed, hooks, channel_type, method):
    if "accept" in hooks and not service.accept():
        service.response.payload, service.response.status_code = "", 400
        return service
    quietly = Quietly(service, hooks)
    scheduled = channel_type == _SCHEDULER
    if deployed.call_hooks:
        if scheduled:
            quietly.job("before")
        quietly("before_handle")
    if "validate_input" in hooks:
        service.validate_input()
    act(service, deployed, channel_type, method)
    if "validate_output" in hooks:
        service.validate_output()
    if deployed.call_hooks:
        quietly("after_handle")
        if scheduled:
            quietly.job("after")
    quietly("finalize_handle")
    return service


class Quietly:
    """Calls hooks whose failures are for the log only."""

    def __init__(self, service, hooks):
        self.service, self.hooks = service, hooks

    def __call__(self, name):
        if name not in self.hooks:
            return
        try:
            getattr(self.service, name)()
        except Exception:
            self.service.logger.exception("%s failed", name)

    def job(self, when):
        self(f"{when}_job")
        kind = {"one_time": "one_time_job", "interval_based": "interval_based_job", "cron_style": "cron_style_job"}.get(self.service.job_type)
        if kind:
            self(f"{when}_{kind}")
