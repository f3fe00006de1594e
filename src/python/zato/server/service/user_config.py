"""self.config: the *.ini files of the directory user-conf, a Bunch each."""
import ast
import configparser
import functools
import os
import pathlib

from zato._host.payloads import text_or_bytes
from zato._host.settings import settings
from zato.common.ext.bunch import Bunch

_WORDS = {"true": True, "false": False, "yes": True, "no": False, "none": None}


def value_of(text):
    """Numbers, lists and booleans as what they are; $NAME from the environment."""
    if text.startswith("$") and text[1:].isidentifier():
        return os.environ.get(text[1:], text)
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, (int, float, list, tuple)) else text


def read(path):
    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return Bunch((section, Bunch((name, value_of(value)) for name, value in parser.items(section))) for section in parser.sections())


def directories(name):
    root = pathlib.Path(settings()["directory"])
    return root / "config" / "repo" / name, root / "pickup" / "incoming" / name


def listed(name, pattern):
    """Files with the times of their last change."""
    return tuple((path, path.stat().st_mtime_ns) for directory in directories(name) for path in sorted(directory.glob(pattern)) if path.is_file())


@functools.lru_cache(maxsize=4)
def _cached(paths_and_times):
    out = Bunch()
    for path, _ in paths_and_times:
        one = read(path) if path.suffix in (".ini", ".conf") else text_or_bytes(path.read_bytes())
        out[path.name] = one
        for name in (path.stem, path.stem.replace("-", "_")):
            out.setdefault(name, one)
    return out


def user_config():
    """Read again once a file has changed."""
    return _cached(listed("user-conf", "*.ini"))


def static_config():
    """The same of the directory static, in which files that are no .ini are texts, or bytes."""
    return _cached(listed("static", "*"))
