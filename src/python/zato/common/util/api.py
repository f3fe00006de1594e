"""Small functions that services take from Zato."""
import hashlib
import itertools
import logging
import os
import random
import re
import secrets
import string
import sys
import tempfile
import time
import traceback
from datetime import datetime, timezone
from pprint import pformat
from uuid import uuid4

import gevent

from zato.common.ext.bunch import Bunch, bunchify, unbunchify
from zato.common.json_internal import dumps, loads

logger = logging.getLogger("zato")
_TRUE, _FALSE = ("true", "yes", "on", "y", "t", "1"), ("false", "no", "off", "n", "f", "0", "", "none")
is_windows, is_linux = False, True


def as_bool(value):
    if isinstance(value, str):
        lower = value.strip().lower()
        if lower in _TRUE or lower in _FALSE:
            return lower in _TRUE
        raise ValueError(f"`{value}` is no boolean value")
    return bool(value)


asbool = is_boolean = as_bool


def as_list(value, separator=","):
    return [one.strip() for one in value.split(separator)] if isinstance(value, str) else list(value)


aslist = as_list


def new_cid(bytes=12, needs_padding=False):
    import _zato
    return _zato.new_cid()


def utcnow():
    return datetime.now(timezone.utc).replace(tzinfo=None)


def get_current_user():
    import getpass
    return getpass.getuser()


def current_host():
    import socket
    return socket.gethostname()


def fs_safe_name(value):
    return re.sub(r"[|\s:/\\.&*?\"<>`',;=+$#@!%^()\[\]{}~]", "_", value)


def fs_safe_now(format="%Y-%m-%d_%H-%M-%S", _utcnow=utcnow):
    return fs_safe_name(_utcnow().strftime(format))


def make_repr(one, ignore_double_underscore=True):
    names = sorted(name for name in dir(one) if not (ignore_double_underscore and name.startswith("__")) and not callable(getattr(one, name)))
    return f"<{type(one).__name__} at {hex(id(one))} {'; '.join(f'{name}:`{getattr(one, name)!r}`' for name in names)}>"


def pprint(one):
    return pformat(one)


def get_exception_by_pid(error):
    return "".join(traceback.format_exception(error))


def rand_string(count=1, prefix=""):
    made = [prefix + uuid4().hex for _ in range(count)]
    return made[0] if count == 1 else made


def rand_int(start=1, stop=100, count=1):
    made = [random.randint(start, stop) for _ in range(count)]
    return made[0] if count == 1 else made


def rand_bool():
    return secrets.choice((True, False))


def rand_unicode(length=8):
    return "".join(secrets.choice(string.ascii_letters) for _ in range(length))


def tempname(prefix="zato-"):
    return os.path.join(tempfile.gettempdir(), prefix + uuid4().hex)


def spawn_greenlet(function, *args, **kwargs):
    kwargs.pop("timeout", None)
    return gevent.spawn(function, *args, **kwargs)


def wait_until(condition, seconds=10, pause=0.05):
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        gevent.sleep(pause)
    return True


def parse_extra_into_dict(lines, convert_bool=True):
    """Lines of name=value; numbers and booleans as what they are."""
    from zato.server.service.user_config import value_of
    text = lines.decode("utf-8") if isinstance(lines, bytes) else lines or ""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {name.strip(): value_of(value.strip()) for name, value in pairs}


def grouper(size, given, fill=None):
    """(a, b), (c, d) …; the last one filled up."""
    return itertools.zip_longest(*[iter(given)] * size, fillvalue=fill)


def hex_sequence_to_bytes(text):
    return bytes(int(one, 16) for one in text.split())


def get_sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode("utf-8")).hexdigest()


def get_python_dict(one):
    return unbunchify(one)


def is_python_37():
    return sys.version_info[:2] == (3, 7)
