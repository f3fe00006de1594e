"""Why a call has no answer, as exceptions. Those of the library `requests` where a service has imported it and may catch them."""
import sys

from zato.common.exception import Inactive, TimeoutException

# zato::RestProblem (include/zato/runtime.hpp)
_, UNKNOWN, INACTIVE, INVALID, BUSY, TIMEOUT, UNAVAILABLE, TLS, REFUSED, TOO_LARGE, NOT_UNDERSTOOD, DENIED = range(12)


class RequestException(OSError):
    pass


class ConnectionError(RequestException):
    pass


class SSLError(ConnectionError):
    pass


class InvalidHeader(RequestException, ValueError):
    pass


class HTTPError(RequestException):
    def __init__(self, *args, response=None):
        super().__init__(*args)
        self.response = response


_NAMES = {BUSY: "ConnectionError", UNAVAILABLE: "ConnectionError", TLS: "SSLError"}


def class_named(name):
    library = sys.modules.get("requests.exceptions")
    return getattr(library, name, None) or globals()[name]


def raise_problem(problem, message, config, cid):
    if problem == TIMEOUT:
        raise TimeoutException(cid, message)
    if problem == INACTIVE:
        error = Inactive(config.name)
        error.args, error.msg = (message,), message
        raise error
    if problem == UNKNOWN:
        raise KeyError(message)
    if problem == INVALID:
        raise ValueError(message)
    raise class_named(_NAMES.get(problem, "RequestException"))(message)


def check_headers(headers):
    for name, value in headers:
        if any(c in part for part in (name, value) for c in "\r\n\0"):
            raise class_named("InvalidHeader")(f"header {name!r}: neither its name nor its value may hold the end of a line")
