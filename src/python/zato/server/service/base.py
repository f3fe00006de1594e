"""Service: the base class of all services."""
import datetime
import logging
from time import perf_counter_ns

import gevent

from zato._host import asynchronous
from zato.common.ext.bunch import Bunch
from zato.compat.missing import check
from zato.server.service import facades, invoke, invoke_async
from zato.server.service.channel import channel_of
from zato.server.service.crypto import Crypto
from zato.server.service.environ import wsgi_environ
from zato.server.service.kvdb import KVDB, connection, lock
from zato.server.service.lazy import lazy
from zato.server.service.patterns import Patterns
from zato.server.service.server import Server
from zato.server.service.time_util import TimeUtil
from zato.server.service.user_config import static_config, user_config


class Service:
    name = None
    impl_name = None
    cid = ""
    in_reply_to = ""
    data_format = ""
    transport = "plain_http"
    job_type = ""
    request = response = None
    call_hooks = True
    has_sio = property(lambda self: self._zato_deployed.io is not None)
    slow_threshold = 99999
    usage = 0
    processing_time_raw = 0  # nanoseconds, once it is over; then there is handle_return_time as well, which the class may not have
    processing_time = property(lambda self: round(self.processing_time_raw / 1_000_000))

    _zato_call = _zato_deployed = None
    _zato_channel_type = ""
    _zato_started = 0
    _zato_name = _zato_impl_name = None  # of the class, once it is deployed

    def handle(self):
        raise NotImplementedError(f"{type(self).__name__} has no method `handle`")

    # What a class may say of its calls; those it does not override are not called at all.
    def accept(self):
        return True

    def before_handle(self):
        pass

    def validate_input(self):
        pass

    def validate_output(self):
        pass

    def after_handle(self):
        pass

    def finalize_handle(self):
        pass

    def before_job(self):
        pass

    def after_job(self):
        pass

    before_one_time_job = after_one_time_job = before_interval_based_job = after_interval_based_job = before_job
    before_cron_style_job = after_cron_style_job = before_job

    @classmethod
    def before_add_to_store(cls, logger):
        """False: the class is left out."""
        return True

    @staticmethod
    def after_add_to_store(logger):
        pass

    @classmethod
    def get_name(cls):
        return cls.__dict__.get("_zato_name") or cls.name or f"{cls.__module__}.{cls.__name__}"

    @classmethod
    def get_impl_name(cls):
        return cls.__dict__.get("_zato_impl_name") or f"{cls.__module__}.{cls.__name__}"

    get_name_static = staticmethod(lambda cls: cls.get_name())

    # Invocation of others.
    def invoke(self, zato_name, /, payload="", *args, **kwargs):
        return invoke.invoke(self, zato_name, payload, *args, **kwargs)

    def invoke_async(self, zato_name, /, payload="", *args, **kwargs):
        return invoke_async.invoke_async(self, zato_name, payload, *args, **kwargs)

    def invoke_by_impl_name(self, impl_name, *args, **kwargs):
        return invoke.invoke(self, invoke.by_impl_name(impl_name), *args, **kwargs)

    def invoke_by_id(self, id, *args, **kwargs):
        return invoke.invoke(self, invoke.by_id(id), *args, **kwargs)

    # The call.
    @property
    def _zato_from_worker(self):
        return self._zato_call is not None and self._zato_call.job is not None and self._zato_call.depth == 0

    @lazy
    def environ(self):
        return asynchronous.environ_of(self._zato_call.job) if self._zato_from_worker else Bunch()

    @lazy
    def delivery(self):
        """Of an asynchronous invocation: id, attempt, idempotency_key, …"""
        return asynchronous.Delivery(*self._zato_call.job.delivery()) if self._zato_from_worker else asynchronous.Delivery()

    @lazy
    def channel(self):
        channel = channel_of(self)
        return channel.type if self._zato_deployed.level.channel_is_text else channel

    chan = property(lambda self: self.channel)

    @lazy
    def wsgi_environ(self):
        return wsgi_environ(self)

    @lazy
    def logger(self):
        return logging.getLogger(self.name or type(self).__name__)

    @lazy
    def time(self):
        return TimeUtil()

    def sleep(self, seconds=1):
        gevent.sleep(seconds)

    def spawn(self, func, *args, **kwargs):
        return gevent.spawn(func, *args, **kwargs)

    run_in_thread = spawn

    def log_input(self, user_msg="", level=logging.INFO, suppress_keys=None):
        return self._log_call("request_payload", self.request.payload, user_msg, level, suppress_keys)

    def log_output(self, user_msg="", level=logging.INFO, suppress_keys=("wsgi_environ",)):
        return self._log_call("response_payload", self.response.payload, user_msg, level, suppress_keys)

    def _log_call(self, key, payload, user_msg, level, suppress_keys):
        data = {key: payload, "channel": self.channel, "cid": self.cid, "data_format": self.data_format, "environ": self.environ,
                "impl_name": self.impl_name, "invocation_time": self.invocation_time, "job_type": self.job_type, "name": self.name,
                "slow_threshold": self.slow_threshold, "usage": self.usage, "wsgi_environ": self.wsgi_environ}
        for hidden in suppress_keys or ():
            data.pop(hidden, None)
        self.logger.log(level, "%s%s", f"{user_msg} " if user_msg else "", data)
        return data

    @lazy
    def invocation_time(self):
        return TimeUtil.naive_utcnow() - datetime.timedelta(microseconds=(perf_counter_ns() - self._zato_started) / 1000)

    def new_instance(self, name, *args, **kwargs):
        return invoke.new_instance(self, name)

    # Connections and other parts of the platform.
    @lazy
    def kvdb(self):
        return connection() if self._zato_deployed.level.bare_redis else KVDB()

    @lazy
    def cache(self):
        from zato.server.service.cache import caches
        return connection() if self._zato_deployed.level.bare_redis else caches

    redis = property(lambda self: connection())
    server = lazy(lambda self: Server(self))
    crypto = lazy(lambda self: Crypto())
    patterns = lazy(lambda self: Patterns(self))
    config = user_config = property(lambda self: user_config())
    static_config = property(lambda self: static_config())
    process_name = property(lambda self: self.server.name)

    @lazy
    def commands(self):
        from zato.server.commands import Commands
        return Commands(self)

    def lock(self, *args, **kwargs):
        return lock(self.name, *args, **kwargs)

    def translate(self, *args, **kwargs):
        return KVDB().translate(*args, **kwargs)

    email = lazy(lambda self: facades.Email())

    @lazy
    def rest(self):
        from zato.server.outgoing.rest import RESTFacade
        return RESTFacade(self.cid)

    out = lazy(lambda self: facades.Outgoing())
    outgoing = property(lambda self: self.out)

    def __getattr__(self, name):
        check("self", name)


class AdminService(Service):
    pass


class PubSubHook(Service):
    def before_publish(self):
        pass

    before_delivery = on_outgoing_soap_invoke = on_subscribed = on_unsubscribed = before_publish


class WSXHook(Service):
    def on_connected(self):
        pass

    on_disconnected = on_pubsub_response = on_vault_mount_point_needed = on_connected


class WSXAdapter(Service):
    def on_connected(self):
        pass

    on_message_received = on_closed = on_connected


NOT_DEPLOYED = (Service, AdminService, PubSubHook, WSXHook, WSXAdapter)
