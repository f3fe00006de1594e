"""From an exception that left a service to what its caller is told."""
import traceback

from zato._host.levels import DEFAULT
from zato.common import exception

# Conflict, ServiceUnavailable and InternalServerError are not among them: 3.2 answers 500, with their message.
_STATUS = (
    (exception.BadRequest, 400), (exception.Unauthorized, 401), (exception.Forbidden, 403), (exception.NotFound, 404),
    (exception.MethodNotAllowed, 405), (exception.TooManyRequests, 429), (exception.Reportable, 500),
)


class Failure:
    """`message` of a deliberate one is for the caller, of any other the traceback for the log."""

    __slots__ = ("status", "deliberate", "message", "headers")

    def __init__(self, status, deliberate, message, headers=None):
        self.status, self.deliberate, self.message, self.headers = status, deliberate, message, headers


def failure_of(error, level=DEFAULT):
    answer = getattr(error, "zato_answer", None)  # of the platform: the broker is away
    if answer:
        return answer
    if level.statuses_by_exception and isinstance(error, exception.Reportable):
        return Failure(error.status, True, message_of(error), challenge_of(error))
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return Failure(status, True, message_of(error), challenge_of(error))
    carried = getattr(error, "zato_failure", None)  # of a C++ service that was invoked
    if carried:
        return carried
    if getattr(error, "zato_logged", False):
        return Failure(500, False, "".join(traceback.format_exception_only(error)).rstrip())
    return Failure(500, False, stack_of(error))


def mark_logged(error):
    """Its stack is in the log: those who invoked the service that failed need not write it again."""
    try:
        error.zato_logged = True
    except AttributeError:
        pass


def message_of(error):
    if isinstance(error, exception.BadRequest) and not error.needs_msg:
        return "Bad request"
    return str(error)


def challenge_of(error):
    challenge = getattr(error, "challenge", None)
    return {"WWW-Authenticate": challenge} if challenge else None


def stack_of(error):
    """Beginning with the service's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = next((i for i, frame in enumerate(frames) if "/zato/_host/" not in frame.filename), 0)
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames[own:])] if frames else []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = stack_of(cause) + "\n\nwhich led to\n\n" if cause is not None and cause is not error else ""
    return before + "".join(lines + traceback.format_exception_only(error)).rstrip()
