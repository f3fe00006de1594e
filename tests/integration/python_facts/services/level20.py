"""Services written for 2.0 (service_api.md 0, 1, 2)."""
from zato.common import DATA_FORMAT, SMTPMessage, ZatoException
from zato.server.connection.http_soap import BadRequest, Forbidden, NotFound, TooManyRequests, Unauthorized
from zato.server.service import AsIs, Bool, Boolean, Dict, Integer, List, ListOfDicts, Service

zato_api_level = "2.0"


class Undeclared(Service):
    def handle(self):
        self.response.payload = {"input": self.request.input, "type": type(self.request.input).__name__, "raw": type(self.request.raw_request).__name__,
                                 "channel": self.channel, "chan": self.chan == "http-soap"}


class Declared(Service):
    class SimpleIO:
        input_required = "name", "customer_id"
        input_optional = "note", "is_new", Integer("age"), AsIs("as_is"), "password", "size_min"
        output_required = "name"
        output_optional = "note", "never_set", "customer_id"

    def handle(self):
        given = self.request.input
        self.response.headers["X-Input"] = repr(sorted(given.items()))
        self.response.headers["X-Unset"] = repr(self.response.payload.never_set)
        self.response.payload.name = given.name
        self.response.payload.customer_id = str(given.customer_id)


class Forgets(Service):
    class SimpleIO:
        output_required = "name"

    def handle(self):
        pass


class MessageFirst(Service):
    class SimpleIO:
        input_required = "name"
        params_pri = "msg-over-channel-params"

    def handle(self):
        self.response.payload = {"name": self.request.input.name}


class Xml(Service):
    class SimpleIO:
        request_elem = "order"
        response_elem = "answer"
        namespace = "https://example.com/ns"
        input_required = "order_id", List("tags"), Dict("who"), ListOfDicts("lines")
        output_required = "order_id", List("tags"), "is_new"

    def handle(self):
        given = self.request.input
        self.logger.info("planted %s %s %s", given.tags, given.who, given.lines)
        self.response.payload = {"order_id": given.order_id + 1, "tags": given.tags, "is_new": True}


class XmlRows(Service):
    class SimpleIO:
        output_required = "id",

    def handle(self):
        self.response.payload[:] = [{"id": 1}, {"id": 2}]


class Name(Service):
    def handle(self):
        self.response.payload = self.impl_name
