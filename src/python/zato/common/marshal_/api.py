"""Model: dataclasses that messages become."""
from zato.common.json_internal import compact_utf8, loads
from zato.common.marshal_.build import ElementIsNotAList, ElementMissing, ModelValidationError, build
from zato.common.marshal_.plain import plain


class BaseModel:
    """What all models derive from."""

    def after_created(self, ctx):
        pass

    def to_dict(self):
        return {name: plain(value) for name, value in vars(self).items()} if vars(self) else {}

    def to_json(self, default=None, impl_extra=0):
        return compact_utf8(self.to_dict()).encode("utf-8")

    getvalue = to_dict

    @classmethod
    def from_dict(cls, data, params=None):
        return build(cls, data, params)

    _from_dict = from_dict

    @classmethod
    def from_json(cls, data):
        return build(cls, loads(data))

    def clone(self):
        return type(self).from_dict(self.to_dict())

    def get(self, name, default=None):
        return getattr(self, name, default)

    def __getitem__(self, name):
        return getattr(self, name)

    def __setitem__(self, name, value):
        setattr(self, name, value)

    def __contains__(self, name):
        return hasattr(self, name)

    def has_data(self):
        return bool(vars(self))


class Model(BaseModel):
    pass


class ModelCtx:
    """What after_created() is told."""

    __slots__ = ("service", "data", "DataClass")

    def __init__(self, service=None, data=None, DataClass=None):
        self.service, self.data, self.DataClass = service, data, DataClass
