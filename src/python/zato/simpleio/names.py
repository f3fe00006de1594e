"""Names that say what type they are of."""
import configparser
import functools
import pathlib

from zato._host.settings import settings

_BOOLEAN = ("by_", "has_", "is_", "may_", "needs_", "should_")
_INTEGER = ("_count", "_id", "_size", "_size_min", "_size_max", "_timeout")
_SECRET = frozenset(("auth_data", "auth_token", "password", "password1", "password2", "secret_key", "tls_pem_passphrase", "token", "api_key",
                     "apiKey", "xApiKey"))


class Rules:
    def __init__(self, booleans, integers, integers_exactly=frozenset(("id",)), secrets=_SECRET):
        self.booleans, self.integers, self.integers_exactly, self.secrets = tuple(booleans), tuple(integers), integers_exactly, secrets

    def kind_of(self, name):
        """secret, int, bool or text"""
        if name in self.secrets:
            return "secret"
        if name in self.integers_exactly or name.endswith(self.integers):
            return "int"
        return "bool" if name.startswith(self.booleans) else "text"


_RULES = {
    "2.0": Rules(("is_", "needs_", "should_"), ("_id", "_count", "_size", "_timeout"), secrets=frozenset()),
    "3.2": Rules(_BOOLEAN, _INTEGER),
    "main": Rules(_BOOLEAN, ("_count", "_timeout"), frozenset()),
}
kind_of = _RULES["3.2"].kind_of


@functools.cache
def rules_of(level_name):
    """3.2's may be changed in the server's simple-io.conf."""
    path = pathlib.Path(settings().get("directory", "")) / "config" / "repo" / "simple-io.conf"
    if level_name != "3.2" or not settings() or not path.exists():
        return _RULES[level_name]
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read(path, encoding="utf-8")

    def listed(section, name, otherwise):
        text = parser.get(section, name, fallback=None)
        return otherwise if text is None else [one.strip() for one in text.split(",") if one.strip()]
    return Rules(listed("bool", "prefix", _BOOLEAN), listed("int", "suffix", _INTEGER), frozenset(listed("int", "exact", ("id",))),
                 frozenset(listed("secret", "exact", _SECRET)))
