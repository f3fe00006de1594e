"""Deployed: what is known of a service class once it is deployed, worked out then and not at each call."""
import inspect
import logging

from zato._host import naming
from zato.server.service.base import Service
from zato.simpleio.declaration import declared

HOOKS = ("accept", "before_handle", "validate_input", "validate_output", "after_handle", "finalize_handle", "before_job", "after_job",
         "before_one_time_job", "after_one_time_job", "before_interval_based_job", "after_interval_based_job",
         "before_cron_style_job", "after_cron_style_job")


class Deployed:
    def __init__(self, cls, module, number):
        self.cls, self.number = cls, number
        self.name = name_of(cls, module)
        self.impl_name = f"{module}.{cls.__name__}"
        cls._zato_name, cls._zato_impl_name = self.name, self.impl_name
        self.logger = logging.getLogger(self.name)
        # Any attribute of that form makes the class one that has a method per HTTP verb.
        self.verbs = {name[len("handle_"):]: getattr(cls, name) for name in dir(cls) if name.startswith("handle_")}
        self.hooks = frozenset(name for name in HOOKS if getattr(cls, name) is not getattr(Service, name))
        self.call_hooks = getattr(cls, "call_hooks", True)
        self.io = declared(cls)

        if getattr(cls, "schema", None):
            raise NotImplementedError("`schema`: validation by JSON Schema is not available in this version of the server")

    def wanted(self):
        before = getattr(self.cls, "before_add_to_store", None)
        return before is None or before(self.logger) is not False

    def after_add(self):
        after = getattr(self.cls, "after_add_to_store", None)
        if after is None:
            return
        names = list(inspect.signature(after).parameters)
        try:
            after(None if names == ["server"] else self.logger)
        except Exception:
            self.logger.exception("after_add_to_store failed")


def name_of(cls, module):
    if getattr(cls, "name", None):
        return cls.name
    own = cls.__dict__.get("get_name")
    if own is not None:
        return cls.get_name()
    return naming.service_name(module, cls.__name__)
