"""What services raise to answer with a status of their choice, and what they may catch."""
from http import client as status

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = status.BAD_REQUEST, status.UNAUTHORIZED, status.FORBIDDEN
NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT = status.NOT_FOUND, status.METHOD_NOT_ALLOWED, status.CONFLICT
TOO_MANY_REQUESTS, INTERNAL_SERVER_ERROR = status.TOO_MANY_REQUESTS, status.INTERNAL_SERVER_ERROR
SERVICE_UNAVAILABLE = status.SERVICE_UNAVAILABLE


class ZatoException(Exception):
    def __init__(self, cid=None, msg=None):
        super().__init__(msg)
        self.cid, self.msg = cid, msg

    def __repr__(self):
        return f"<{type(self).__name__} cid:`{self.cid}`, msg:`{self.msg}`>"

    def __str__(self):
        return "" if self.msg is None else str(self.msg)


class ClientSecurityException(ZatoException):
    pass


class ConnectionException(ZatoException):
    pass


class TimeoutException(ConnectionException):
    pass


class StatusAwareException(ZatoException):
    def __init__(self, cid, msg, status=None):
        super().__init__(cid, msg)
        self.status = status
        self.reason = self.msg


class HTTPException(StatusAwareException):
    pass


class ParsingException(ZatoException):
    pass


class NoDistributionFound(ZatoException):
    pass


class Inactive(ZatoException):
    def __init__(self, name):
        super().__init__(None, f"`{name}` is not active")
        self.name = name


class SerialisationError(ZatoException):
    pass


class Reportable(HTTPException):
    """Its message is for the caller, not only for the log."""

    def __init__(self, cid, msg, status, needs_msg=False):
        super().__init__(cid, msg, int(status))
        self.needs_msg = needs_msg


ClientHTTPError = Reportable


class BadRequest(Reportable):
    def __init__(self, cid, msg="Bad request", needs_msg=False):
        super().__init__(cid, msg, BAD_REQUEST, needs_msg)


class Conflict(Reportable):
    def __init__(self, cid, msg):
        super().__init__(cid, msg, CONFLICT)


class Forbidden(Reportable):
    def __init__(self, cid, msg="You are not authorized to access this resource", *args, **kwargs):
        super().__init__(cid, msg, FORBIDDEN)


class MethodNotAllowed(Reportable):
    def __init__(self, cid, msg):
        super().__init__(cid, msg, METHOD_NOT_ALLOWED)


class NotFound(Reportable):
    def __init__(self, cid, msg, *args, **kwargs):
        super().__init__(cid, msg, NOT_FOUND)


class Unauthorized(Reportable):
    def __init__(self, cid, msg, challenge=None):
        super().__init__(cid, msg, UNAUTHORIZED)
        self.challenge = challenge


class TooManyRequests(Reportable):
    def __init__(self, cid, msg):
        super().__init__(cid, msg, TOO_MANY_REQUESTS)


class InternalServerError(Reportable):
    def __init__(self, cid, msg="Internal server error", exc=None):
        super().__init__(cid, msg, INTERNAL_SERVER_ERROR)
        self.exc = exc


class ServiceUnavailable(Reportable):
    def __init__(self, cid, msg):
        super().__init__(cid, msg, SERVICE_UNAVAILABLE)


class BackendInvocationError(ZatoException):
    def __init__(self, cid=None, msg=None, needs_msg=False):
        super().__init__(cid, msg)
        self.needs_msg = needs_msg


class ValidationException(BadRequest):
    """Input of the caller that a service finds wrong; the message is told."""

    def __init__(self, cid, msg="Invalid input", missing_name=None):
        super().__init__(cid, msg, needs_msg=True)
        self.missing_name = missing_name


class RuntimeInvocationError(ZatoException):
    pass


class ServiceMissingException(ZatoException):
    pass


class UnsupportedException(ZatoException):
    pass
