"""`from zato.server.service import Service, …`: all that services import from here."""
from zato.common.api import NotGiven
from zato.common.ext.dataclasses import dataclass, field
from zato.common.marshal_.api import Model, ModelCtx
from zato.server.service.base import AdminService, PubSubHook, Service, WSXAdapter, WSXHook
from zato.simpleio.elements import (CSV, UTC, UUID, AsIs, Bool, Boolean, Date, DateTime, Decimal, Dict, DictList, Elem, Float, ForceType, Int,
                                    Integer, List, ListOfDicts, Nested, Opaque, Secret, SIOElem, Text, Unicode)


class PubSub:
    """What self.pubsub is built of, in annotations."""
