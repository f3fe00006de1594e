"""What the benchmark of services calls: a message in JSON is read, another one is the answer. The same as peers/wsgi_orders.py and
orders.cpp."""
from zato.server.service import Service


class Total(Service):
    name = "bench.orders.python"

    def handle(self):
        order = self.request.payload
        self.response.payload = {"customer": order["customer"], "lines": len(order["lines"]),
                                 "total": sum(line["count"] * line["price"] for line in order["lines"])}
