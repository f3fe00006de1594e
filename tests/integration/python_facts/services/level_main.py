"""Services written for main (service_api.md 8)."""
from zato.common.exception import Conflict, ServiceUnavailable
from zato.server.service import Int, Model, Service, dataclass


class Of(Service):
    zato_api_level = "main"

    def handle(self):
        pass


class Undeclared(Of):
    def handle(self):
        given = self.request.input
        self.response.payload = {"input": given, "attribute": getattr(given, "a", None)}


class Declared(Of):
    input = "name", "-note", Int("-size"), "-password", "-customer_id"
    output = "name", "note", "never"

    def handle(self):
        self.response.headers["X-Input"] = repr(sorted(self.request.input.items()))
        self.response.payload = {"name": self.request.input.name, "more": 1}


class Grows(Of):
    def handle(self):
        self.response.payload.a.b = 1


class Nothing(Of):
    pass


class Raises(Of):
    def handle(self):
        raise {"Conflict": Conflict, "ServiceUnavailable": ServiceUnavailable}[self.request.payload["kind"]](self.cid, "planted reason")


class BareRedis(Of):
    def handle(self):
        self.kvdb.set("facts:main", "1")
        self.response.payload = [self.redis.get("facts:main"), self.cache.get("facts:main")]


class Hooks(Of):
    seen = []

    def before_handle(self):
        self.seen = ["before"]

    def validate_input(self):
        raise ValueError("never called")

    validate_output = finalize_handle = validate_input

    def handle(self):
        self.seen.append("handle")

    def after_handle(self):
        self.response.payload = [*self.seen, "after"]


@dataclass(init=False)
class Answer(Model):
    total: int


class OfModel(Of):
    output = Answer

    def handle(self):
        self.response.payload.total = 3
