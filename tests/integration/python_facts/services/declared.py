"""SimpleIO (service_api.md 2)."""
from datetime import datetime
from decimal import Decimal as Number
from uuid import UUID as Identifier

from zato.common.typing_ import any_, datetimez, intnone, list_, optional, strlist, strnone
from zato.server.service import (CSV, UTC, UUID, AsIs, Bool, Date, DateTime, Decimal, Dict, DictList, Float, Int, List, Model, Nested, Opaque, Service, Text,
                                 Unicode, dataclass)


def described(value):
    """Types as well, for a look from outside."""
    return {name: [type(one).__name__, str(one)] for name, one in value.items()}


class AllTypes(Service):
    input = (AsIs("as_is"), Bool("flag"), CSV("csv"), Date("day"), DateTime("at"), Decimal("price"), Dict("who", "name", "-age", Int("-size", default=3)),
             DictList("lines", "sku"), Float("ratio"), Int("number"), List("tags"), Opaque("opaque"), Text("text"), UTC("utc"), UUID("uuid"))

    def handle(self):
        self.response.payload = described(self.request.input)


class Optional(Service):
    class SimpleIO:
        input_optional = "text", "is_new", "size", Int("retries", default=5), Float("ratio")
        default_value = "nothing"

    def handle(self):
        self.response.payload = described(self.request.input)


class Dashes(Service):
    input = "name", "-some-thing", Bool("-is_new")

    def handle(self):
        self.response.payload = dict(self.request.input)


class RequiredWins(Service):
    class SimpleIO:
        input_required = "name"
        input_optional = "name", "other"

    def handle(self):
        self.response.payload = dict(self.request.input)


class Order(Service):
    class SimpleIO:
        output_required = "b", "z"
        output_optional = "a", "c"

    def handle(self):
        self.response.payload = {"z": 1, "c": 2, "b": 3, "a": 4, "undeclared": 5}


class Both(Service):
    class SimpleIO:
        input = "a"
        output_optional = "b"


class Converts(Service):
    output = (Bool("flag"), Date("day"), DateTime("at"), Decimal("price"), Float("ratio"), Int("number"), UUID("uuid"), CSV("csv"), "-left", Text("text"),
              List("tags"))

    def handle(self):
        self.response.payload = {"flag": "yes", "day": datetime(2026, 3, 4, 5), "at": datetime(2026, 3, 4, 5), "price": Number("1.10"), "ratio": "1.5", "number": "7",
                                 "uuid": Identifier(int=1), "csv": [1, 2], "text": 5, "tags": ("a", "b")}


class Forgets(Service):
    class SimpleIO:
        output_required = "needed"

    def handle(self):
        pass


class NullPasses(Service):
    class SimpleIO:
        input_required = "name", "page_size"

    def handle(self):
        self.response.payload = dict(self.request.input)


class Elem(Service):
    class SimpleIO:
        input_optional = "name"
        output_optional = "name"
        response_elem = "customer"

    def handle(self):
        self.response.payload = self.request.input


class NoElem(Service):
    class SimpleIO:
        output_optional = "name"
        response_elem = None

    def handle(self):
        self.response.payload.name = "x"


class Skips(Service):
    class SimpleIO:
        output_optional = "a", "b", "c"

        class SkipEmpty:
            output_def = "a", "b"
            force_empty_output = "b"

    def handle(self):
        self.response.payload = {"a": "", "b": "", "c": ""}


class Payload(Service):
    """What may be done with the payload of a declared output."""

    class SimpleIO:
        output_optional = "a", "b"

    def handle(self):
        payload = self.response.payload
        payload.a = 1
        payload["b"] = payload.get("none", "default")
        try:
            payload.never_set
        except KeyError as error:
            self.logger.info("planted %s", type(error).__name__)
        self.response.headers["X-Iterated"] = ",".join(payload)
        self.response.headers["X-Value"] = str(payload.getvalue())


class Row:
    def __init__(self, **values):
        self.__dict__.update(values)


class OfObject(Service):
    class SimpleIO:
        output_optional = "id", "name"

    def handle(self):
        self.response.payload = Row(id="7", name="row", more=1)


class Unwraps(Service):
    output = "a",

    def handle(self):
        self.response.payload = {"zato_any_thing_response": {"a": "1"}}


class PastIt(Service):
    class SimpleIO:
        output_optional = "id"

    def handle(self):
        self.response.payload = [{"undeclared": 1}]


class Lines(Service):
    """CSV: a row per line, columns by the order of names."""

    class SimpleIO:
        input_required = "name", Int("age")
        output_required = "name", Int("age")

        class CSV:
            delimiter = ";"

    def handle(self):
        self.response.payload[:] = [{"name": row.name.upper(), "age": row.age + 1} for row in self.request.input]


class AnyOf(Service):
    class SimpleIO:
        input_optional = "a", "b"

    def handle(self):
        self.response.payload = self.request.input.require_any("a", "b")


class MissingKey(Service):
    input = "-a"

    def handle(self):
        self.request.input.no_such_key


@dataclass(init=False)
class Line(Model):
    sku: str
    count: optional[int] = 1


@dataclass(init=False)
class Sale(Model):
    sale_id: int
    lines: list_[Line]
    note: strnone
    tags: optional[strlist]
    size: intnone
    when: optional[datetimez]
    extra: optional[any_]
    details: optional[dict]


class Sell(Service):
    input = Sale

    def handle(self):
        sale = self.request.input
        self.response.payload = {
            "id": sale.sale_id, "lines": [[line.sku, line.count] for line in sale.lines], "missing": [sale.note, sale.tags, sale.size, sale.details],
            "when": str(sale.when), "has": "note" in sale, "item": sale["sale_id"], "dict": sale.to_dict()["sale_id"], "json": sale.clone().to_json().decode()[:20]}


@dataclass(init=False)
class Created(Model):
    ok: bool

    def after_created(self, ctx):
        self.ok = ctx.DataClass is Created and ctx.data == {"ok": True} and ctx.service is not None


class After(Service):
    input = output = Created

    def handle(self):
        self.response.payload = self.request.input


class SellMany(Service):
    input = list_[Line]
    output = list_[Line]

    def handle(self):
        self.response.payload = self.request.input
