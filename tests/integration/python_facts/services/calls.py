"""Services that invoke others (service_api.md 1.3)."""
import common_things
from zato.common.exception import Inactive, NotFound, ZatoException
from zato.server.service import Model, Service, dataclass


class Target(Service):
    def handle(self):
        self.response.payload = {"type": type(self.request.payload).__name__, "payload": self.request.payload, "channel": self.channel.type, "cid": self.cid,
                                 "environ": self.environ, "raw": type(self.request.raw_request).__name__, "wsgi": self.wsgi_environ, "format": self.data_format}


class Declared(Service):
    class SimpleIO:
        output_required = "name"

    def handle(self):
        self.response.payload.name = "n"


class Everyone(Service):
    def handle(self):
        mutable = {"a": []}
        self.invoke(Appends, mutable)
        self.response.payload = {
            "by name": self.invoke("calls.target", {"a": 1}), "by class": self.invoke(Target, {"a": 1})["type"], "kwargs": self.invoke("calls.target", a=1)["payload"],
            "text": self.invoke("calls.target", "text")["raw"], "bytes": self.invoke("calls.bytes"), "same object": mutable, "same cid": self.invoke(Target)["cid"] == self.cid,
            "own cid": self.invoke(Target, cid="Kmine")["cid"], "environ": self.invoke(Target, environ={"x": 1})["environ"], "environ shared": self.shared(), "parsed": self.invoke("calls.target", '{"p": 1}', data_format="json")["payload"],
            "impl": self.invoke_by_impl_name("calls.Target", {"b": 1})["payload"], "positional": self.invoke("calls.target", {"c": 1}, "worker")["channel"],
            "plain": self.invoke(Declared), "skipped": self.invoke(Declared, skip_response_elem=True), "bunch": self.invoke(Declared, as_bunch=True).response.name,
            "still a dict": type(self.invoke(Target, as_bunch=True)).__name__, "sibling": common_things.ANSWER, "server": self.server.invoke("calls.target", {"d": 1})["payload"],
            "native": self.invoke("demo.echo", {"e": 1})}


    def shared(self):
        given = {}
        self.invoke(WritesEnviron, environ=given)
        return given


class WritesEnviron(Service):
    def handle(self):
        self.environ.session = 7


class ById(Service):
    def handle(self):
        self.response.payload = self.invoke_by_id(self.request.payload["id"], {"by": "id"})["payload"]


class Appends(Service):
    def handle(self):
        self.request.payload["a"].append(1)


class Bytes(Service):
    def handle(self):
        self.response.payload = b"bytes"

class Fails(Service):
    def handle(self):
        raise NotFound(self.cid, "planted")


class Failing(Service):
    def handle(self):
        seen = {}
        for name in ("no.such", "calls.failing", "calls.fails"):
            try:
                self.invoke(name)
            except (KeyError, ZatoException, Inactive) as error:
                seen[name] = type(error).__name__
        self.response.payload = seen


class Later(Service):
    told = []

    def handle(self):
        if self.request.payload == "look":
            self.response.payload = Later.told
            return
        cid = self.invoke_async("calls.target", {"a": 1}, callback=["calls.later-callback"])
        self.response.payload = {"cid": cid, "new": cid != self.cid}


class LaterCallback(Service):
    def handle(self):
        Later.told.append([self.request.payload["channel"], self.channel.type, self.in_reply_to])


class Fan(Service):
    told = []

    def handle(self):
        if self.request.payload == "look":
            self.response.payload = Fan.told
        else:
            targets = {"calls.target": {"a": 1}, "calls.fails": {"b": 2}}
            pattern = getattr(self.patterns, self.request.payload["pattern"])
            more = {"on_final": "calls.fan-told"} if self.request.payload["pattern"] == "fanout" else {}
            self.response.payload = {"cid": pattern.invoke(targets, on_target="calls.fan-told", **more)}


class FanTold(Service):
    def handle(self):
        payload = self.request.payload
        Fan.told.append({"channel": self.channel.type, "phase": payload["phase"], "target": payload.get("target"), "ok": payload.get("ok"), "keys": sorted(payload)})


@dataclass(init=False)
class Asked(Model):
    name: str


class TakesModel(Service):
    input = Asked

    def handle(self):
        self.request.input.name = "changed"
        self.response.payload = self.request.input


class GivesModel(Service):
    def handle(self):
        asked = Asked()
        asked.name = "x"
        back = self.invoke(TakesModel, asked)
        self.response.payload = {"same": back is asked, "name": asked.name}


class Ids(Service):
    def handle(self):
        from zato.server.outgoing.objects import find
        self.response.payload = {name: find("service", name).id for name in ("calls.target",)}
