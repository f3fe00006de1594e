"""Where the exceptions were before they moved to zato.common.exception."""
from zato.common.exception import (BadRequest, ClientHTTPError, Conflict, Forbidden, InternalServerError, MethodNotAllowed, NotFound,
                                   Reportable, ServiceUnavailable, TooManyRequests, Unauthorized)
