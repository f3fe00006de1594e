"""Names that services import (service_api.md 1.3, 1.8): that this file is deployed is the test."""
from bunch import Bunch, bunchify
from zato.bunch import Bunch as _
from zato.common import DATA_FORMAT, SMTPMessage, URL_TYPE, ZATO_NONE, ZATO_OK, ZatoException
from zato.common.api import CHANNEL, HTTP_METHODS, PUBSUB, SMTPMessage as __, ZATO_NOT_GIVEN
from zato.common.broker_message import SERVICE
from zato.common.crypto.api import CryptoManager, is_string_equal
from zato.common.exception import (BackendInvocationError, BadRequest, ClientHTTPError, Conflict, Forbidden, HTTPException, Inactive, InternalServerError,
                                   MethodNotAllowed, NotFound, ParsingException, Reportable, ServiceUnavailable, TimeoutException, TooManyRequests, Unauthorized)
from zato.common.ext.dataclasses import dataclass, field
from zato.common.json_internal import dumps, loads
from zato.common.json_ import dumps as _dumps
from zato.common.marshal_.api import ElementMissing, Model, ModelCtx, ModelValidationError
from zato.common.pubsub import PubSubMessage
from zato.common.typing_ import any_, anydict, anylist, cast_, intnone, list_, optional, strnone
from zato.common.util import asbool, new_cid
from zato.common.util.api import asbool as as_bool, fs_safe_name, parse_extra_into_dict, tempname, utcnow
from zato.common.util.file_system import fs_safe_now
from zato.common.util.json_ import JSONParser
from zato.common.util.open_ import open_r, open_w
from zato.server.commands import CommandResult
from zato.server.connection.http_soap import BadRequest as BR, Forbidden as F, NotFound as NF, TooManyRequests as TMR, Unauthorized as U
from zato.server.service import (CSV, UTC, UUID, AsIs, Bool, Boolean, Date, DateTime, Decimal, Dict, DictList, Float, ForceType, Int, Integer, List, ListOfDicts,
                                 Model as M, ModelCtx as MC, Nested, NotGiven, Opaque, PubSub, PubSubHook, Service, SIOElem, Text, Unicode, WSXAdapter, WSXHook,
                                 dataclass as dc)
from zato.server.service.internal import AdminService
from zato.simpleio import AsIs as A


class All(Service):
    def handle(self):
        self.response.payload = {"bool": asbool("yes"), "name": fs_safe_name("a b/c"), "extra": parse_extra_into_dict("a=1\nb=True"), "cid": new_cid() != self.cid,
                                 "bunch": bunchify({"a": {"b": 1}}).a.b, "equal": is_string_equal("a", "a"), "mail": SMTPMessage(to="x").to}


class Deployed(Service):
    def handle(self):
        from zato._host.registry import by_class
        self.response.payload = [one.name for one in by_class.values()]
