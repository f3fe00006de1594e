"""self.config: the *.ini files of the directory user-conf, a Bunch each."""
import ast
import configparser
import functools
import os
import pathlib

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


def files():
    root = pathlib.Path(settings()["directory"])
    for directory in (root / "config" / "repo" / "user-conf", root / "pickup" / "incoming" / "user-conf"):
        yield from sorted(directory.glob("*.ini"))


@functools.cache
def _cached(paths_and_times):
    out = Bunch()
    for path, _ in paths_and_times:
        one = read(path)
        out[path.stem] = out[path.name] = one
        out[path.stem.replace("-", "_")] = one
    return out


def user_config():
    """Read again once a file has changed."""
    return _cached(tuple((path, path.stat().st_mtime_ns) for path in files()))
