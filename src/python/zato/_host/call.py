"""One call of a service, from the worker or from another Python service: its life from a new instance to its answer."""
import time

import _zato

from zato._host import asynchronous
from zato._host.answers import body_of, headers_of
from zato._host.context import Call, current
from zato._host.failures import failure_of
from zato._host.levels import DEFAULT
from zato._host.payloads import as_level_has_it, payload_of
from zato._host.registry import services
from zato._host.schema import NotValid
from zato.common.ext.bunch import Shared
from zato.common.json_internal import dumps
from zato.server.service.request import Request
from zato.server.service.response import Response
from zato.server.service.time_util import TimeUtil

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
        if deployed.level is not DEFAULT:
            raw, payload = as_level_has_it(deployed.level, raw, payload, data_format, channel_type)
        if channel_type in asynchronous.CHANNELS:
            service = asynchronous.run(deployed, call, cid, payload, raw, data_format, channel_type)
        else:
            service = run(deployed, call, cid, payload, raw, data_format, channel_type, method)
        response = service.response
        body = body_of(response, deployed.io, data_format, skips_element(job, channel_type))
        headers, content_type = headers_of(response)
        _zato.finish(job, int(response.status_code), body, content_type, headers, response.status_message, response.content_encoding or "")
    except BaseException as error:
        try:
            if isinstance(error, NotValid):
                return _zato.finish(job, 500, dumps(error.answer), "application/json", None, "", "")
            failure = failure_of(error, deployed.level)
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
    started = time.perf_counter_ns()
    service = instance_of(deployed, call, cid, payload, raw, data_format, channel_type)
    service.in_reply_to, service._zato_started = in_reply_to, started
    if channel_type == _SCHEDULER:
        service.job_type = dict(call.job.environ()).get("job_type", "")
    if environ is not None:
        service.environ = Shared(environ) if type(environ) is dict else environ
    if wsgi_environ is not None:
        service.wsgi_environ = wsgi_environ
    request = service.request
    if deployed.io:
        request.input = deployed.io.input_of(request, service)
    elif deployed.level is not DEFAULT:
        request.input = deployed.level.bare_input(request)
    if deployed.has_more:
        with_more(service, deployed, deployed.hooks, channel_type, method, started)
    else:
        act(service, deployed, channel_type, method)
    return service


def instance_of(deployed, call, cid, payload, raw, data_format, channel_type):
    service = deployed.cls()
    service.name, service.impl_name = deployed.name, deployed.impl_name
    service.cid, service.logger, service.data_format = cid, deployed.logger, data_format
    service._zato_call, service._zato_deployed, service._zato_channel_type = call, deployed, channel_type
    service.request = Request(service, payload, raw, call.job)
    service.response = call.response = Response(deployed.io, deployed.level)
    service.response.cid, service.response.data_format = cid, data_format
    return service


def act(service, deployed, channel_type, method):
    verbs = deployed.verbs
    if not verbs or channel_type not in _PER_VERB:
        return service.handle()
    handler = verbs.get(method)
    if handler is None:
        service.response.status_code = 405
        service.response.headers["Allow"] = ", ".join(verb for verb in verbs if verb.isupper())  # RFC 9110, 15.5.6
        return None
    return handler(service)


def with_more(service, deployed, hooks, channel_type, method, started):
    if "accept" in hooks and not service.accept():
        service.response.payload, service.response.status_code = "", 400
        return
    if deployed.validate:
        deployed.validate(service.request.payload, service.cid)
    quietly = Quietly(service, hooks)
    scheduled = channel_type == _SCHEDULER
    if deployed.call_hooks:
        if scheduled:
            quietly.job("before")
        quietly("before_handle")
    if "validate_input" in hooks:
        service.validate_input()
    act(service, deployed, channel_type, method)
    service.processing_time_raw, service.handle_return_time = time.perf_counter_ns() - started, TimeUtil.naive_utcnow()
    if "validate_output" in hooks:
        service.validate_output()
    if deployed.call_hooks:
        quietly("after_handle")
        if scheduled:
            quietly.job("after")
    quietly("finalize_handle")


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
