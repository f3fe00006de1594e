"""The life of a call, hooks, and what a service has (service_api.md 1.1 to 1.3)."""
import threading

from zato.common.exception import BadRequest
from zato.server.service import Service

ADDED = []


class Base(Service):
    """Deployed as well; what derives from it has hooks of its own."""

    def handle(self):
        self.response.payload = "base"

    @classmethod
    def before_add_to_store(cls, logger):
        ADDED.append(cls.__name__)
        return True


class Derived(Base):
    def handle(self):
        self.response.payload = ADDED


class Refused(Service):
    @classmethod
    def before_add_to_store(cls, logger):
        return False


class Hidden(Service):
    zato_dont_import = True


class Told(Service):
    told = []

    def handle(self):
        self.response.payload = Told.told

    @staticmethod
    def after_add_to_store(server):
        Told.told.append(type(server).__name__)
        Told.told.append(bool(server.fs_server_config.main))


class NamedByMethod(Service):
    @staticmethod
    def get_name():
        return "lifecycle.by-method"

    def handle(self):
        self.response.payload = self.name


class AnnotatedOnly(Service):
    name: "not-a-name"

    def handle(self):
        self.response.payload = self.name


class My_Service(Service):
    def handle(self):
        self.response.payload = self.name


class HTTPConnection(Service):
    def handle(self):
        self.response.payload = self.name


class GetURL2(Service):
    def handle(self):
        self.response.payload = self.name


class Hooks(Service):
    def accept(self):
        self.seen = ["accept"]
        return self.request.payload.get("what") != "refuse"

    def before_handle(self):
        self.seen.append("before_handle")
        raise ValueError("before_handle fails")

    def validate_input(self):
        self.seen.append("validate_input")
        if self.request.payload.get("what") == "invalid":
            raise BadRequest(self.cid, "not valid", needs_msg=True)

    def handle(self):
        self.seen.append("handle")
        if self.request.payload.get("what") == "fail":
            raise ValueError("planted failure of handle")

    def validate_output(self):
        self.seen.append("validate_output")
        if self.request.payload.get("what") == "bad output":
            raise BadRequest(self.cid, "bad output", needs_msg=True)

    def after_handle(self):
        self.seen.append("after_handle")
        self.response.payload = self.seen

    def finalize_handle(self):
        self.seen.append("finalize_handle")
        self.response.payload = self.seen
        if self.request.payload.get("what") == "fail":
            self.logger.info("planted finalize after a failure")
        raise ValueError("finalize_handle fails")


class JobHooks(Service):
    seen = []

    def before_job(self):
        JobHooks.seen.append("before_job")

    def handle(self):
        self.response.payload = JobHooks.seen

    def after_job(self):
        JobHooks.seen.append("after_job")


class RunsJobs(Service):
    def handle(self):
        self.response.payload = [self.invoke("lifecycle.job-hooks", channel="scheduler"), self.invoke("lifecycle.both-ways", channel="scheduler"),
                                 self.invoke("lifecycle.both-ways")]


class BothWays(Service):
    def handle_GET(self):
        pass

    def handle(self):
        self.response.payload = "by handle"


class NoHooks(Service):
    call_hooks = False

    def before_handle(self):
        self.response.payload = "never"

    after_handle = before_handle

    def handle(self):
        self.response.payload = "handled"


class Context(Service):
    def handle(self):
        self.environ.mine = 1
        self.response.payload = {
            "cid": self.cid, "logger": self.logger.name, "data_format": self.data_format, "transport": self.transport, "job_type": self.job_type,
            "channel": {"type": self.channel.type, "name": self.chan.name, "format": self.channel.data_format, "internal": self.channel.is_internal,
                        "security": self.channel.security.to_dict()},
            "environ": self.environ, "reply": self.in_reply_to, "usage": self.usage, "slow": self.slow_threshold > 0,
            "utc": self.invocation_time.tzinfo is None, "raw_time": self.processing_time_raw, "server": self.server.name, "cluster": self.server.cluster_name,
            "sio": self.has_sio}


class Wsgi(Service):
    def handle(self):
        environ = self.wsgi_environ
        names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "RAW_URI", "HTTP_X_TEST", "HTTP_HOST", "CONTENT_TYPE", "REMOTE_ADDR", "SERVER_PROTOCOL",
                 "zato.http.remote_addr", "zato.http.GET", "zato.http.path_params", "zato.request.payload", "zato.sec_def", "zato.cid", "zato.wsx")
        self.response.payload = {name: environ.get(name) for name in names} | {
            "raw": environ["zato.http.raw_request"].decode(), "item": environ["zato.channel_item"].name, "item20": environ["zato.http.channel_item"].name,
            "stamp": str(environ["zato.request_timestamp"])[:2], "stamp_utc": str(environ["zato.request_timestamp_utc"])[:2],
            "form": environ["zato.http.POST"], "same_headers": environ["zato.http.response.headers"] is self.response.headers}


class Methods(Service):
    def handle(self):
        seen = []
        self.sleep(0.001)
        self.spawn(seen.append, "spawned").join()
        self.run_in_thread(lambda: seen.append(threading.current_thread() is not None)).join()
        logged = self.log_input("planted user message", suppress_keys=["wsgi_environ"])
        self.response.payload = {"seen": seen, "logged": sorted(logged), "other": self.new_instance("traps.undeclared").name,
                                 "by_name": self.get_name_static(type(self))}


class Unknown(Service):
    def handle(self):
        kind = self.request.payload["kind"]
        if kind == "attribute":
            self.no_such_attribute
        getattr(self, kind)
