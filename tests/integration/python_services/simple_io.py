"""SimpleIO in all its spellings."""
from zato.common.typing_ import list_, optional
from zato.server.service import (AsIs, Bool, Date, DateTime, Decimal, Dict, DictList, Float, Int, Integer, List, Model, Service, dataclass)


class Wrapped(Service):
    class SimpleIO:
        input_required = ("name",)
        input_optional = ("is_new", "order_id", "note")
        output_required = ("name", "is_new", "order_id")
        output_optional = ("note", "never_set")

    def handle(self):
        self.response.payload = {**self.request.input, "not_declared": 1}


class Renamed(Service):
    class SimpleIO:
        input = "a"
        output = "a"
        response_elem = "answer"

    def handle(self):
        self.response.payload.a = self.request.input.a


class Bare(Service):
    class SimpleIO:
        input_required = ("customer")
        output_required = (Integer("size"))

    def handle(self):
        self.response.payload.size = len(self.request.input.customer)


class OfSet(Service):
    class SimpleIO:
        input_required = {"b", "a"}

    def handle(self):
        self.response.payload = list(self.request.input)


class Levels(Service):
    input = "a", "-b", Int("-count", default=5), Float("-ratio"), Bool("-flag"), Date("-day"), DateTime("-at"), Decimal("-price"), \
        List("-tags"), Dict("-who", "name", "-age"), DictList("-lines", "sku"), AsIs("-password")
    output = "a", "-b", Int("-count"), Float("-ratio"), Bool("-flag"), Date("-day"), DateTime("-at"), Decimal("-price"), \
        List("-tags"), Dict("-who", "name", "-age"), DictList("-lines", "sku"), AsIs("-password")

    def handle(self):
        self.response.payload = self.request.input


class Rows(Service):
    class SimpleIO:
        output_required = "id", "name"
        output_repeated = True

    def handle(self):
        self.response.payload[:] = [{"id": "1", "name": "a", "more": 0}]
        self.response.payload.append({"id": 2, "name": "b"})


class Forgotten(Service):
    output = "needed"

    def handle(self):
        self.response.payload = {}


class Both(Service):
    class SimpleIO:
        input = "a"
        output_required = "b"


@dataclass(init=False)
class Line(Model):
    sku: str
    count: optional[int] = 1


@dataclass(init=False)
class Order(Model):
    order_id: int
    lines: list_[Line]
    note: optional[str]


@dataclass(init=False)
class Receipt(Model):
    total: int
    order: Order


class Shop(Service):
    input = Order
    output = Receipt

    def handle(self):
        receipt = Receipt()
        receipt.order = self.request.input
        receipt.total = sum(line.count for line in self.request.input.lines)
        self.response.payload = receipt


class ShopCaller(Service):
    def handle(self):
        line, order = Line(), Order()
        line.sku, line.count = "x", 3
        order.order_id, order.lines, order.note = 7, [line], "by hand"
        receipt = self.invoke("simple-io.shop", order)
        self.response.payload = {"same": receipt.order is order, "total": receipt.total}
