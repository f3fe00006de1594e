"""Services that call others."""
import helpers_of_tests
from zato.common.exception import BadRequest
from zato.server.service import Service


class Everyone(Service):
    def handle(self):
        self.response.payload = {
            "native": self.invoke("demo.echo", {"a": 1}), "native_text": self.invoke("demo.echo", "text"),
            "python": self.invoke("basics.greet", {"name": "Joan"}), "by_class": self.invoke(Inner, name="Jan"),
            "wrapped": self.invoke("simple-io.wrapped", {"name": "x", "is_new": "yes", "order_id": "3"}),
            "unwrapped": self.invoke("simple-io.wrapped", {"name": "x", "is_new": "yes", "order_id": "3"}, skip_response_elem=True),
            "bunch": self.invoke("simple-io.wrapped", {"name": "x", "is_new": "no", "order_id": "3"}, as_bunch=True).response.name,
            "sibling": helpers_of_tests.ANSWER}


class Inner(Service):
    def handle(self):
        self.response.payload = {"type": type(self.request.raw_request).__name__, "channel": self.channel.type,
                                 "name": self.request.payload["name"], "environ": self.environ, "http": self.request.http.method,
                                 "wsgi": self.wsgi_environ}


class VerbOnly(Service):
    def handle_POST(self):
        self.response.payload = "posted"


class PerVerb(Service):
    def handle(self):
        self.response.payload = repr(self.invoke(VerbOnly, "x"))


class Failing(Service):
    def handle(self):
        seen = {}
        for name, payload in (("no.such.service", ""), ("invoking.failing", ""), ("basics.raise", {"what": "NotFound"}),
                              ("basics.raise", {"what": "KeyError"}), ("demo.customer", "")):
            try:
                self.invoke(name, payload)
            except Exception as error:
                seen[name + str(payload)] = f"{type(error).__name__}: {error}"
        self.response.payload = seen


class Later(Service):
    done = []

    def handle(self):
        if self.request.payload == "look":
            self.response.payload = Later.done
        elif self.channel.type == "invoke-async-callback":
            Later.done.append([self.request.payload, bool(self.in_reply_to)])
        else:
            self.response.payload = {"cid": self.invoke_async("invoking.inner", {"name": "later"}, callback=self)}


class Endless(Service):
    def handle(self):
        self.invoke("invoking.endless-too")


class EndlessToo(Service):
    def handle(self):
        self.invoke("invoking.endless")


class InTime(Service):
    def handle(self):
        import gevent
        try:
            self.invoke("basics.sleep", timeout=0.05)
        except gevent.Timeout:
            self.response.payload = {"none": self.invoke("basics.sleep", timeout=0.05, raise_timeout=False)}


class Fan(Service):
    told = []

    def handle(self):
        if self.channel.type == "fanout-on-target":
            Fan.told.append([self.request.payload["target"], self.request.payload["ok"]])
        elif self.channel.type == "fanout-on-final":
            Fan.told.append([one["target"] for one in self.request.payload["data"]])
        elif self.request.payload == "look":
            self.response.payload = Fan.told
        else:
            targets = {"demo.echo": {"a": 1}, "basics.raise": {"what": "NotFound"}}
            self.patterns.fanout.invoke(targets, on_final=self.name, on_target=[self.name])


class Flaky(Service):
    tries = 0

    def handle(self):
        Flaky.tries += 1
        if Flaky.tries < 3:
            raise ValueError("not yet")
        self.response.payload = Flaky.tries


class Retry(Service):
    def handle(self):
        self.response.payload = {"tries": self.patterns.invoke_retry.invoke(Flaky, repeats=5, seconds=0.01)}
