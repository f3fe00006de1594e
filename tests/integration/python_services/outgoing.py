"""Calls a connection as it is told and tells what came of it; cpp_services/outgoing.cpp does the same in C++."""
from zato.common.exception import Inactive, TimeoutException
from zato.server.service import Service

# zato::RestProblem, by the exceptions that stand for it
_PROBLEMS = (("TimeoutException", 5), ("Inactive", 2), ("KeyError", 1), ("SSLError", 7), ("ConnectionError", 6), ("InvalidHeader", 3),
             ("ValueError", 3), ("RequestException", 8))


class Call(Service):
    name = "outgoing.python"

    def handle(self):
        told = self.request.payload
        try:
            connection = self.out.rest[told["conn"]].conn
            answer = connection.http_request(told.get("method", "GET"), self.cid, told.get("data", ""), told.get("params"),
                                             headers=told.get("headers"), allow_redirects=told.get("redirects", False))
        except Exception as error:
            self.response.payload = {"error": problem_of(error), "message": str(error)}
            return
        self.response.payload = {"status": answer.status_code, "ok": answer.ok, "text": answer.text}
        if answer.headers.get("content-type") == "application/json" and answer.content:
            self.response.payload["json"] = answer.json()


def problem_of(error):
    for kind in type(error).__mro__:
        for name, problem in _PROBLEMS:
            if kind.__name__ == name:
                return problem
    return -1


class Careless(Service):
    name = "outgoing.python.careless"

    def handle(self):
        self.response.payload = self.out.rest[self.request.http.GET["conn"]].conn.get(self.cid).text


class Pieces(Service):
    """The parts of a response that services know from the library `requests`."""
    name = "outgoing.python.pieces"

    def handle(self):
        connection = self.out.rest["echo"].conn
        got = connection.get(self.cid, {"x": ["1", "2"], "none": None})
        form = self.out.plain_http.get("form").conn.post(self.cid, {"a": "b c"})
        refused = self.out.rest["teapot"].conn.get(self.cid)
        try:
            refused.raise_for_status()
            raised = ""
        except Exception as error:
            raised = type(error).__name__
        unknown = self.out.rest["form"].conn
        try:
            unknown.get(self.cid, proxies={})
            missing = ""
        except NotImplementedError as error:
            missing = str(error)
        self.response.payload = {
            "target": got.json()["target"], "content": got.content.decode("utf-8") == got.text, "data": got.data["method"], "reason": got.reason,
            "header": got.headers["CONTENT-TYPE"], "elapsed": got.elapsed.total_seconds() > 0, "url": got.url, "encoding": got.encoding,
            "form": form.json()["body"], "form_type": form.json()["headers"]["content-type"], "bool": bool(refused), "raised": raised,
            "ping": self.rest["echo"].ping().splitlines()[0], "facade": self.rest.echo.get().status_code, "missing": missing,
            "inactive": isinstance(Inactive("x"), Exception) and issubclass(TimeoutException, Exception)}
