"""self.cache: values that all services of the cluster share, those in C++ as well (include/zato/cache.hpp): a Redis string per item, in JSON.
Beside it is another with the time at which Python last wrote the item, for those who ask for details."""
import re
import time
import zlib
from email.utils import formatdate

from zato._host.settings import settings
from zato.common.ext.bunch import Bunch
from zato.common.json_internal import compact_utf8, loads
from zato.compat.missing import check
from zato.server.outgoing.objects import find
from zato.server.service.kvdb import connection, escaped

_KEYS_PER_STEP = 1000
_NEVER = 0.0
DEFAULT = "default"


def matchers():
    """How the families of methods find keys: (pattern for Redis, test), both made of what they are given."""
    every = lambda text: "*"
    return {
        "prefix": (lambda text: literal(text) + "*", lambda text: lambda key: key.startswith(text)),
        "suffix": (lambda text: "*" + literal(text), lambda text: lambda key: key.endswith(text)),
        "regex": (every, lambda text: re.compile(text).match),
        "contains": (lambda text: f"*{literal(text)}*", lambda text: lambda key: text in key),
        "not_contains": (every, lambda text: lambda key: text not in key),
        "contains_all": (every, lambda texts: lambda key: all(text in key for text in texts)),
        "contains_any": (every, lambda texts: lambda key: any(text in key for text in texts)),
    }


def literal(text):
    """For Redis' patterns."""
    return re.sub(r"([*?\[\]\\^])", r"\\\1", text)


class Cache:
    def __init__(self, name):
        self.name = name
        below = f"zato:{escaped(settings()['cluster'])}"
        self.prefix, self.written = f"{below}:cache:{escaped(name)}:", f"{below}:cache-written:{escaped(name)}:"
        self.order = f"{below}:cache-order:{escaped(name)}"

    # Of the object that administrators change while services run.
    @property
    def config(self):
        return find("cache_builtin", self.name)

    def get(self, key, default=None, details=False):
        stored = self._read(key)
        if stored is None:
            return default
        return self._details(key, stored) if details else loads(stored)

    def set(self, key, value, expiry=_NEVER, details=False, **kwargs):
        """Returns what was there before, as `details` its description."""
        stored, config = compact_utf8(value), self.config
        if config and len(stored.encode("utf-8")) > config.max_item_size:
            raise ValueError(f"cache `{self.name}`: the value of `{key}` is larger than {config.max_item_size} bytes")
        with connection().pipeline(transaction=False) as both:
            if config:
                # src/core/service/facilities/cache_limits.hpp
                both.eval(settings()["cache_write_limited"], 2, self.prefix + str(key), self.order, str(key), stored, milliseconds(expiry) or 0,
                          config.max_size, self.prefix, self.written)
            else:
                both.set(self.prefix + str(key), stored, px=milliseconds(expiry), get=True)
            both.set(self.written + str(key), repr(time.time()), px=milliseconds(expiry))
            before, _ = both.execute()
        if details:
            return self._details(key, stored)
        return None if before is None else loads(before)

    def delete(self, key, raise_key_error=True):
        with connection().pipeline(transaction=False) as both:
            before, _, _ = both.getdel(self.prefix + str(key)).delete(self.written + str(key)).zrem(self.order, str(key)).execute()
        if before is None and raise_key_error:
            raise KeyError(key)
        return None if before is None else loads(before)

    def expire(self, key, expiry=_NEVER):
        """Whether the key was there."""
        after = milliseconds(expiry)
        with connection().pipeline(transaction=False) as both:
            for name in (self.prefix + str(key), self.written + str(key)):
                both.exists(name)
                both.pexpire(name, after) if after else both.persist(name)
            return bool(both.execute()[0])

    def has_key(self, key):
        return bool(connection().exists(self.prefix + str(key)))

    __contains__ = has_key

    def _read(self, key):
        return connection().get(self.prefix + str(key))

    def _details(self, key, stored):
        with connection().pipeline(transaction=False) as both:
            left, written = both.pttl(self.prefix + str(key)).get(self.written + str(key)).execute()
        expiry, last_write = left / 1000 if left > 0 else _NEVER, float(written or 0)
        return Bunch(key=key, value=loads(stored), expiry=expiry, expires_at=time.time() + expiry if expiry else _NEVER, last_write=last_write,
                     last_write_http=formatdate(last_write, usegmt=True) if written else "", hash=zlib.crc32(stored.encode("utf-8")))

    # All of them.
    def keys(self):
        """In their order."""
        return self._matching("*", lambda key: True)

    def _matching(self, pattern, test):
        found = connection().scan_iter(match=literal(self.prefix) + pattern, count=_KEYS_PER_STEP)
        return sorted(key for key in {name[len(self.prefix):] for name in found} if test(key))

    def items(self):
        return list(self._values(self.keys()).items())

    def values(self):
        return list(self._values(self.keys()).values())

    def _values(self, keys):
        stored = connection().mget([self.prefix + key for key in keys]) if keys else []
        return {key: loads(one) for key, one in zip(keys, stored) if one is not None}

    iterkeys = __iter__ = lambda self: iter(self.keys())
    iteritems = lambda self: iter(self.items())
    itervalues = lambda self: iter(self.values())

    def clear(self):
        self._delete(self.keys())

    def _delete(self, keys):
        if keys:
            connection().delete(*[prefix + key for key in keys for prefix in (self.prefix, self.written)])
            connection().zrem(self.order, *keys)

    def __len__(self):
        return len(self.keys())

    def __bool__(self):
        return True

    def __getitem__(self, key):
        if isinstance(key, slice):
            return [self.get(one) for one in self.keys()[key]]
        stored = self._read(key)
        if stored is None:
            raise KeyError(key)
        return loads(stored)

    def __setitem__(self, key, value):
        self.set(key, value)

    def __delitem__(self, key):
        self.delete(key)

    # The families: get_by_prefix(text) and so on.
    def _get_by(self, keys, **kwargs):
        return self._values(keys)

    def _set_by(self, keys, value, expiry=_NEVER, return_found=False, **kwargs):
        found = self._values(keys) if return_found else None
        for key in keys:
            self.set(key, value, expiry)
        return found

    def _delete_by(self, keys, return_found=False, **kwargs):
        found = self._values(keys) if return_found else None
        self._delete(keys)
        return found

    def _expire_by(self, keys, expiry=_NEVER, **kwargs):
        for key in keys:
            self.expire(key, expiry)
        return keys


def milliseconds(expiry):
    """None: never."""
    return max(1, int(expiry * 1000)) if expiry else None


def family(action, how):
    pattern, test = matchers()[how]

    def method(self, what, *args, limit=0, **kwargs):
        keys = self._matching(pattern(what), test(what))
        return getattr(self, f"_{action}_by")(keys[:limit or None], *args, **kwargs)
    method.__name__ = f"{action}_by_{how}" if how in ("prefix", "suffix", "regex") else f"{action}_{how}"
    return method


for one in (family(action, how) for action in ("get", "set", "delete", "expire") for how in matchers()):
    setattr(Cache, one.__name__, one)


class Builtin:
    """Caches by their names."""

    def get(self, name, default=None):
        found = find("cache_builtin", name)
        return Cache(name) if name == DEFAULT or found and found.is_active else default

    def __getitem__(self, name):
        cache = self.get(name)
        if cache is None:
            raise KeyError(f"no such cache: `{name}`")
        return cache

    def __contains__(self, name):
        return self.get(name) is not None


class Caches:
    builtin = Builtin()

    @property
    def default(self):
        return Cache(DEFAULT)

    def get_cache(self, cache_type, name):
        if cache_type != "builtin":
            return check("self.cache", cache_type)
        return self.builtin[name]

    def __getattr__(self, name):
        check("self.cache", name)


caches = Caches()
