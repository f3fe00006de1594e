"""The ten things most likely to break a naive clone (service_api.md 0)."""
from zato.common.exception import Conflict, InternalServerError, ServiceUnavailable
from zato.server.service import AsIs, Integer, Service


class Undeclared(Service):
    def handle(self):
        self.response.payload = {"input": repr(self.request.input), "payload": self.request.payload}


class Wrapped(Service):
    class SimpleIO:
        input_required = "name"
        output_required = "name"

    def handle(self):
        self.response.payload.name = self.request.input.name


class Unwrapped(Service):
    input = "name"
    output = "name"

    def handle(self):
        self.response.payload.name = self.request.input.name


class InvokesBoth(Service):
    def handle(self):
        self.response.payload = {"wrapped": self.invoke("traps.wrapped", {"name": "x"}), "unwrapped": self.invoke("traps.unwrapped", {"name": "x"})}


class Typed(Service):
    class SimpleIO:
        input_required = "id", "customer_id", "line_count", "is_open", "has_more", "password", AsIs("token"), "plain"

    def handle(self):
        given = self.request.input
        self.response.payload = {
            "types": {name: type(given[name]).__name__ for name in ("id", "customer_id", "line_count", "is_open", "has_more", "plain")},
            "encrypted": given.password != "secret", "opened": self.crypto.decrypt(given.password), "as_is": given.token}


class BareString(Service):
    class SimpleIO:
        input_required = ("customer")
        output_optional = ("customer")

    def handle(self):
        self.response.payload.customer = self.request.input.customer


class BareElem(Service):
    class SimpleIO:
        input_required = (Integer("number"))

    def handle(self):
        self.response.payload = self.request.input.number + 1


class OfSet(Service):
    class SimpleIO:
        input_required = {"b", "a"}

    def handle(self):
        self.response.payload = sorted(self.request.input)


class Helper(Service):
    def handle_tatu_response(self):
        pass

    def handle(self):
        self.response.payload = "never"


class Verbs(Service):
    def handle_GET(self):
        self.response.payload = "got"

    def handle_POST(self):
        self.response.payload = "posted"


class InvokesVerbs(Service):
    def handle(self):
        self.response.payload = {
            "answer": self.invoke("traps.verbs", {"a": 1}), "with a verb": self.invoke("traps.verbs", wsgi_environ={"REQUEST_METHOD": "GET"}),
            "seen": self.invoke("traps.seen", "x"), "seen with": self.invoke("traps.seen", "x", wsgi_environ={
                "REQUEST_METHOD": "PUT", "PATH_INFO": "/p", "zato.http.GET": {"q": "1"}, "HTTP_USER_AGENT": "me"})}


class Seen(Service):
    def handle(self):
        http = self.request.http
        self.response.payload = [http.method, http.path, http.GET, http.POST, http.params, http.user_agent]


class Replaces(Service):
    def handle(self):
        response = self.response
        response.headers = {"X-New": "1"}
        response.payload = self.request.payload["as"] == "bytes" and b"bytes" or {"dict": {"a": 1}, "list": [1, 2], "text": "text"}[self.request.payload["as"]]


class Rows(Service):
    class SimpleIO:
        output_required = "id", "name"

    def handle(self):
        self.response.payload[:] = [{"id": 1, "name": "a", "more": 1}]
        self.response.payload.append({"id": 2, "name": "b"})


class Raises(Service):
    def handle(self):
        kind = {one.__name__: one for one in (Conflict, ServiceUnavailable, InternalServerError)}[self.request.payload["kind"]]
        raise kind(self.cid, "the reason")


class BadBody(Service):
    def handle(self):
        self.response.payload = repr(self.request.payload)


class BadBodySIO(Service):
    class SimpleIO:
        input_required = "name"
        output_optional = "seen"

    def handle(self):
        self.response.payload.seen = sorted(self.request.input)


class NameOfFile(Service):
    def handle(self):
        self.response.payload = {"name": self.name, "impl_name": self.impl_name, "class": self.get_name(), "class_impl": self.get_impl_name()}
