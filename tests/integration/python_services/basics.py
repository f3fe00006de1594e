"""The smallest services, and one for each thing they look at."""
import threading

from zato.common.exception import BadRequest, Conflict, Forbidden, InternalServerError, NotFound, TooManyRequests, Unauthorized
from zato.server.service import Service


class Greet(Service):
    def handle(self):
        self.logger.info("greeting %s", self.request.payload["name"])
        self.response.payload = {"hello": self.request.payload["name"], "cid": self.cid}


class Context(Service):
    def handle(self):
        request = self.request
        self.response.payload = {
            "name": self.name, "impl_name": self.impl_name, "input_is_none": request.input is None, "method": request.http.method,
            "path": request.http.path, "GET": request.http.GET, "params": request.http.params, "agent": request.http.user_agent,
            "header": request.http.headers["x-test"], "raw": repr(request.raw_request), "channel": self.channel.name,
            "channel_type": self.channel.type, "sec": self.channel.security.id, "wsgi_method": self.wsgi_environ["REQUEST_METHOD"],
            "wsgi_query": self.wsgi_environ["QUERY_STRING"], "wsgi_header": self.wsgi_environ["HTTP_X_TEST"],
            "remote": self.wsgi_environ["zato.http.remote_addr"], "data_format": self.data_format,
            "bunch": request.bunchified().a.b if request.raw_request else None}


class Payload(Service):
    def handle(self):
        self.response.payload = f"{type(self.request.payload).__name__} {self.request.payload!r}"


class Raise(Service):
    def handle(self):
        what = self.request.payload["what"]
        if what == "KeyError":
            {}["planted-secret-detail"]
        self.response.headers["X-Before"] = "the failure"
        kind = {one.__name__: one for one in (BadRequest, Conflict, Forbidden, InternalServerError, NotFound, TooManyRequests)}.get(what)
        if what == "told":
            raise BadRequest(self.cid, "the date is in the past", needs_msg=True)
        if what == "Unauthorized":
            raise Unauthorized(self.cid, "who are you", 'Basic realm="here"')
        raise kind(self.cid, "the reason")


class Respond(Service):
    def handle(self):
        what = self.request.payload["what"]
        response = self.response
        if what == "headers":
            response.headers = {"X-One": "1", "Content-Type": "text/csv"}
            response.payload = "a,b"
            response.status_code = 202
        elif what == "type":
            response.content_type = "application/xml"
            response.payload = b"<a/>"
        elif what == "dict":
            response.payload = {"url": "http://x/", "name": "\u00e9"}
        elif what == "list":
            response.payload = [1, "a", None]
        elif what == "object":
            response.payload = object()


class Spawn(Service):
    def handle(self):
        def work():
            self.logger.info("planted line of a greenlet")
            raise ValueError("planted failure of a greenlet")
        print("planted print")
        self.spawn(work).join()
        self.response.payload = "joined"


class Verbs(Service):
    def handle_GET(self):
        self.response.payload = "got"

    def handle_POST(self):
        self.response.payload = "posted"


class Helper(Service):
    """One that did not mean to have a method per verb."""

    def handle_reply(self):
        pass

    def handle(self):
        self.response.payload = "never"


class Hooks(Service):
    def accept(self):
        self.seen = ["accept"]
        return self.request.payload != "refuse"

    def before_handle(self):
        self.seen.append("before")
        raise ValueError("a hook that fails")

    def validate_input(self):
        self.seen.append("validate_input")
        if self.request.payload == "invalid":
            raise BadRequest(self.cid, "not valid", needs_msg=True)

    def handle(self):
        self.seen.append("handle")

    def validate_output(self):
        self.seen.append("validate_output")
        self.response.payload = " ".join(self.seen)

    def after_handle(self):
        self.response.payload += " after"

    def finalize_handle(self):
        self.response.payload += " finalize"


class Missing(Service):
    def handle(self):
        self.cloud.aws.s3["x"]


class Sleep(Service):
    def handle(self):
        threading.Event().wait(1)  # gevent's: the others go on
        self.response.payload = "slept"


class Busy(Service):
    def handle(self):
        end = __import__("time").monotonic() + float(self.request.payload["seconds"])
        while __import__("time").monotonic() < end:
            pass


class Crash(Service):
    def handle(self):
        import ctypes
        ctypes.string_at(0)


class GetCRMData(Service):
    def handle(self):
        self.response.payload = self.name


class Named(Service):
    name = "any.name at-all"

    def handle(self):
        self.response.payload = self.get_name()


class Validated(Service):
    schema = "/no/validation/yet.json"


class Secrets(Service):
    class SimpleIO:
        input_required = "password"

    def handle(self):
        given = self.request.input.password
        self.response.payload = {"hidden": "planted-password" not in given, "opened": self.crypto.decrypt(given)}


class Settings(Service):
    def handle(self):
        conf = self.config.my_conf
        self.response.payload = {"host": conf.crm.host, "port": conf.crm.port, "on": conf.crm.on, "time": len(self.time.utcnow())}


class Redis(Service):
    def handle(self):
        conn = self.kvdb.conn
        conn.set("planted", "value", ex=60)
        with self.lock("one-at-a-time", 5, 1):
            try:
                with self.lock("one-at-a-time", ttl=5, block=0.05):
                    twice = True
            except Exception as error:
                twice = f"{type(error).__name__}: {error}"
        with self.lock("one-at-a-time", block=0.05):
            self.response.payload = {"got": conn.get("planted"), "twice": twice}


class Command(Service):
    def handle(self):
        result = self.commands.invoke("cat; echo err >&2; exit 3", stdin="hello")
        late = self.commands.invoke("exec sleep 10", timeout=0.1)
        self.response.payload = {"out": result.stdout, "err": result.stderr, "code": result.exit_code, "ok": result.is_ok, "late": late.is_timeout}


class Endless(Service):
    def handle(self):
        while True:
            pass
