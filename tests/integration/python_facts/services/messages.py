"""request, response and data formats (service_api.md 1.4, 3)."""
from zato.common.exception import (BadRequest, Forbidden, MethodNotAllowed, NotFound, TooManyRequests, Unauthorized)
from zato.server.service import Model, Service, dataclass


class Request(Service):
    def handle(self):
        request, http = self.request, self.request.http
        self.response.payload = {
            "payload": repr(request.payload), "raw": repr(request.raw_request), "same": request.raw_request == request.text == request.raw, "cid": request.cid == self.cid,
            "data_format": request.data_format, "transport": request.transport, "channel_params": request.channel_params, "merge": request.merge_channel_params,
            "method": http.method, "path": http.path, "GET": http.GET, "POST": http.POST, "params": http.params, "agent": http.user_agent,
            "attr": http.GET.get("q"), "environ": http._wsgi_environ["REQUEST_METHOD"]}


class Bunchified(Service):
    def handle(self):
        both = self.request.bunchified(), self.request.to_bunch()
        both[0].a.b = 2
        self.response.payload = [both[0].a.b, both[1].a.b, self.request.deepcopy()]


class Form(Service):
    def handle(self):
        self.response.payload = {"payload": repr(self.request.payload), "form": repr(self.request.http.get_form_data()), "POST": repr(self.request.http.POST)}


class Tree(Service):
    def handle(self):
        tree = self.request.payload
        self.response.payload = {"tag": tree.tag, "name": str(tree.name), "id": int(tree.id), "type": type(tree).__module__}


class Echo(Service):
    def handle(self):
        from lxml import etree
        self.response.payload = etree.fromstring("<a><b/></a>")


@dataclass(init=False)
class Point(Model):
    x: int


class Thing:
    pass


class Grower:
    def to_dict(self):
        return {"grown": True}


class Response(Service):
    def handle(self):
        what, response = self.request.payload["what"], self.response
        if what == "all":
            response.status_code, response.status_message = 202, "Taken"
            response.headers["X-One"] = 1
            response.content_type = "text/csv"
            response.payload = "a,b"
        elif what == "encoding":
            import gzip
            response.content_encoding, response.payload = "gzip", gzip.compress(b"packed")
        elif what == "model":
            response.payload = Point()
            response.payload.x = 5
        elif what == "model list":
            point = Point()
            point.x = 1
            response.payload = [point]
        elif what == "unset":
            response.payload = {"type": response.content_type, "code": response.status_code, "result": response.result, "cid": response.cid == self.cid}
        elif what == "thing":
            response.payload = Thing()
        elif what == "rows":
            response.payload = (one for one in ())
        else:
            response.payload = {"dict": {"url": "a/b", "é": "é"}, "list": [1, "a/b"], "tuple": (1, 2), "true": True, "number": 1.5, "zero": 0, "none": None,
                                "bytes": b"\x00\xff", "text": "é", "object": Grower(), "empty": {}}[what]


class Fails(Service):
    def handle(self):
        kind = {one.__name__: one for one in (BadRequest, Forbidden, MethodNotAllowed, NotFound, TooManyRequests, Unauthorized)}.get(self.request.payload["kind"])
        self.response.headers["X-Before"] = "1"
        if kind:
            raise kind(self.cid, "planted reason")
        if self.request.payload["kind"] == "told":
            raise BadRequest(self.cid, "planted reason", needs_msg=True)
        raise KeyError("planted-detail")


class Schema(Service):
    schema = "customer.json"

    def handle(self):
        self.response.payload = "valid"


class SchemaDict(Service):
    schema = {"type": "object", "required": ["name"]}

    def accept(self):
        return self.request.payload != {"accept": "no"}

    def handle(self):
        self.response.payload = "valid"
