"""Deployed: what is known of a service class once it is deployed, worked out then and not at each call."""
import inspect
import logging

from zato._host import naming
from zato._host.levels import level_of
from zato._host.schema import validator_of
from zato.server.service.base import Service
from zato.server.service.server import Server
from zato.simpleio.declaration import declared

HOOKS = ("accept", "before_handle", "validate_input", "validate_output", "after_handle", "finalize_handle", "before_job", "after_job",
         "before_one_time_job", "after_one_time_job", "before_interval_based_job", "after_interval_based_job",
         "before_cron_style_job", "after_cron_style_job")

_OURS = frozenset(Service.__mro__)


class Deployed:
    def __init__(self, cls, module, number):
        self.cls, self.number = cls, number
        self.level = level_of(cls)
        module = module if self.level.names_by_path else cls.__module__
        self.name = name_of(cls, module)
        self.impl_name = f"{module}.{cls.__name__}"
        cls._zato_name, cls._zato_impl_name = self.name, self.impl_name
        self.logger = logging.getLogger(self.name)
        # Any attribute of that form makes the class one that has a method per HTTP verb.
        self.verbs = {name[len("handle_"):]: getattr(cls, name) for name in names_of(cls) if name.startswith("handle_")}
        self.hooks = frozenset(name for name in HOOKS if getattr(cls, name) is not getattr(Service, name)
                               and (self.level.hooks is None or name in self.level.hooks))
        self.call_hooks = getattr(cls, "call_hooks", True)
        self.io = declared(cls, self.level)
        self.validate = validator_of(getattr(cls, "schema", None))
        # What not every call goes through.
        self.has_more = bool(self.hooks) or self.validate is not None

    def wanted(self):
        before = getattr(self.cls, "before_add_to_store", None)
        return before is None or before(self.logger) is not False

    def after_add(self):
        after = getattr(self.cls, "after_add_to_store", None)
        if after is None:
            return
        names = list(inspect.signature(after).parameters)
        try:
            after(Server(None) if names == ["server"] else self.logger)
        except Exception:
            self.logger.exception("after_add_to_store failed")


def names_of(cls):
    """Of what its author wrote, and of what that inherits."""
    known = set()
    for one in cls.__mro__:
        if one not in _OURS:
            known.update(vars(one))
    return sorted(known)


def name_of(cls, module):
    if getattr(cls, "name", None):
        return cls.name
    if getattr(cls.get_name, "__func__", cls.get_name) is not Service.get_name.__func__:
        return cls.get_name()  # a classmethod, or a staticmethod without an argument
    return naming.service_name(module, cls.__name__)
