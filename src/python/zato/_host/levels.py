"""API levels: which version of Zato a service was written for, and what that makes different for it. Looked up once, at deployment."""
import sys

from zato._host.settings import settings


class Level:
    """The rules of 3.2, which the other levels change."""

    name = "3.2"
    hooks = None                   # those that are called; None: all
    has_response_element = True    # class SimpleIO puts `response` around its output
    names_by_path = True           # else by the module's own name
    raw_is_text = False            # request.raw_request over HTTP
    bad_json_fails = False         # else what does not parse is handed over as bytes
    channel_is_text = False        # self.channel is the type alone
    bare_redis = False             # self.kvdb and self.cache are the client of Redis itself
    statuses_by_exception = False  # every exception that has a status answers with it
    payload_grows = False          # response.payload.a.b = 1

    @staticmethod
    def bare_input(request):
        """request.input of a class without a declaration."""
        return None


class Level20(Level):
    name = "2.0"
    names_by_path = False
    raw_is_text = bad_json_fails = channel_is_text = True

    @staticmethod
    def bare_input(request):
        from zato.simpleio.input import Input
        return Input()


class LevelMain(Level):
    name = "main"
    hooks = frozenset(("accept", "before_handle", "after_handle"))
    has_response_element = False
    bare_redis = statuses_by_exception = payload_grows = True

    @staticmethod
    def bare_input(request):
        """The message with the parameters of the URL; what is no object as it is."""
        from zato.simpleio.input import Input
        payload = request.payload
        if isinstance(payload, dict) or not payload:
            return Input({**(payload or {}), **request.channel_params})
        return payload


LEVELS = {level.name: level for level in (Level, Level20, LevelMain)}
LEVELS["1.1"] = Level20
DEFAULT = Level


def level_of(cls):
    """Of the class's attribute `zato_api_level`, else its module's, else the server's."""
    name = getattr(cls, "zato_api_level", None) or getattr(sys.modules.get(cls.__module__), "zato_api_level", None)
    name = str(name or settings().get("api_level") or DEFAULT.name)
    if name not in LEVELS:
        raise ValueError(f"there is no API level `{name}`; there are {', '.join(sorted(LEVELS))}")
    return LEVELS[name]
