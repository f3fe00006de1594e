"""self.kvdb: the cluster's Redis by the client library that services know, and locks in it."""
import functools
import re
import time
import uuid

import gevent

from zato._host.settings import settings
from zato.common.exception import ZatoException

_LOCKS = "zato:{}:lock:{}"
# Deletes the lock if it is still ours.
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
_PAUSE = 0.01
_SPECIAL = re.compile(rb"[^A-Za-z0-9._-]")
_SEPARATOR, _TRANSLATION = ":::", "zato:kvdb:data-dict:translation"


class LockTimeout(ZatoException):
    pass


@functools.cache
def connection():
    try:
        import redis
    except ImportError:
        raise NotImplementedError("self.kvdb needs Python's Redis client; install the Debian package python3-redis") from None
    at = settings()["kvdb"]
    common = {"db": at["db"], "username": at["username"] or None, "password": at["password"] or None, "decode_responses": True,
              "socket_timeout": at["socket_timeout"]}
    if at["unix_socket_path"]:
        return redis.Redis(unix_socket_path=at["unix_socket_path"], **common)
    return redis.Redis(host=at["host"], port=at["port"], **common)


def escaped(name):
    """A name as part of a key, as src/core/broker/keys.cpp writes it."""
    return _SPECIAL.sub(lambda found: b"%%%02X" % found[0][0], name.encode("utf-8")).decode("ascii")


class KVDB:
    @property
    def conn(self):
        return connection()

    def translate(self, system1, key1, value1, system2, key2, default=""):
        """What `value1` of one system is called in another."""
        return connection().hget(_SEPARATOR.join((_TRANSLATION, system1, key1, value1, system2, key2)), "value2") or default

    def pubsub(self):
        return connection().pubsub()

    def publish(self, *args, **kwargs):
        return connection().publish(*args, **kwargs)


class Lock:
    """Held by one at a time in the whole cluster, for `ttl` seconds at most. A context manager."""

    def __init__(self, name, ttl=20, block=10):
        self.key = _LOCKS.format(escaped(settings()["cluster"]), name)
        self.name, self.ttl, self.block = name, ttl, block
        self.owner = uuid.uuid4().hex

    def acquire(self):
        end = time.monotonic() + self.block
        while not connection().set(self.key, self.owner, nx=True, px=max(1, int(self.ttl * 1000))):
            if time.monotonic() >= end:
                raise LockTimeout(None, f"lock `{self.name}` was not free within {self.block} s")
            gevent.sleep(_PAUSE)
        return True

    def release(self):
        connection().eval(_RELEASE, 1, self.key, self.owner)

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *_):
        self.release()


def lock(default_name, name="", ttl=20, block=10, expires=None, timeout=None, **kwargs):
    """`expires` and `timeout` are what 2.0 called the two."""
    return Lock(name or default_name, ttl if expires is None else expires, block if timeout is None else timeout)
