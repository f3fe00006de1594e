"""self.server.rpc: services of one named server of the cluster, or of each, whose answers are waited for."""
import base64

from zato.common.json_internal import compact_utf8
from zato._host.payloads import json_or_bytes, text_or_bytes
from zato.server.service import invoke
from zato.server.service.invoke_async import body_of

_SERVICE = "zato.server.invoke"
_TIMEOUT = 60  # seconds


class InvokeAllResult:
    """is_ok: all have answered; data: their answers; errors: by server, of those that have not."""

    def __init__(self, answers):
        self.data = [value_of(answer) for answer in answers if answer["is_ok"]]
        self.errors = {answer["server"]: answer["error"] for answer in answers if not answer["is_ok"]}
        self.is_ok = not self.errors


class ServerInvoker:
    def __init__(self, caller, server):
        self._caller, self.server_name = caller, server

    def invoke(self, service, request=None, timeout=_TIMEOUT, **_):
        answer, = ask(self._caller, self.server_name, service, request, timeout)
        if not answer["is_ok"]:
            raise invoke.remote_error(self._caller.cid, f"{invoke.name_of(service)}@{self.server_name}", answer["status"],
                                      answer["status"] != 500, answer["error"])
        return value_of(answer)


class Rpc:
    def __init__(self, caller):
        self._caller = caller

    def __getitem__(self, server):
        return ServerInvoker(self._caller, server)

    get_invoker_by_server_name = __getitem__

    def invoke_all(self, service, request=None, timeout=_TIMEOUT, **_):
        return InvokeAllResult(ask(self._caller, "*", service, request, timeout))


def ask(caller, server, service, request, timeout):
    body, media_type = body_of(request, False)
    body = body.encode() if isinstance(body, str) else bytes(body or b"")
    question = {"server": server, "service": invoke.name_of(service), "payload": base64.b64encode(body).decode(), "media_type": media_type,
                "data_format": "json" if media_type == "application/json" else "", "timeout": timeout or _TIMEOUT}
    return invoke.invoke(caller, _SERVICE, compact_utf8(question))


def value_of(answer):
    payload = base64.b64decode(answer["payload"])
    if answer["media_type"].startswith("application/json") or payload[:1] in (b"{", b"["):
        return json_or_bytes(payload)
    return text_or_bytes(payload)
