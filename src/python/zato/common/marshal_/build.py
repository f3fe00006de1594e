"""From a dict to a model: fields found, checked, converted, nested ones as well."""
import dataclasses
import datetime
import functools
import types
import typing

from zato.common.exception import BadRequest
from zato.common.typing_ import datetimez, isotimestamp
from zato.simpleio.dates import parse_date


class ModelValidationError(BadRequest):
    """Its message is told to the caller."""

    def __init__(self, path, msg):
        super().__init__(None, msg, needs_msg=True)
        self.elem_path = path


class ElementMissing(ModelValidationError):
    def __init__(self, path):
        super().__init__(path, f"Element missing: {path}")


class ElementIsNotAList(ModelValidationError):
    def __init__(self, path):
        super().__init__(path, f"Element is not a list: {path}")


_EMPTY = {str: "", int: 0, float: 0.0, list: [], dict: {}}
_NOTHING = object()


class Field:
    __slots__ = ("name", "type", "is_required", "default", "model", "is_list")

    def __init__(self, field, hint):
        self.name = field.name
        inner, optional = without_none(hint)
        origin = typing.get_origin(inner)
        self.is_list = inner is list or origin is list
        arguments = typing.get_args(inner)
        element = arguments[0] if self.is_list and arguments else inner
        self.model = element if is_model(element) else None
        self.type = inner if inner in (datetimez, isotimestamp) else origin or inner
        self.default = field.default_factory if field.default_factory is not dataclasses.MISSING else field.default
        if field.default_factory is dataclasses.MISSING and field.default is not dataclasses.MISSING:
            self.default = lambda: field.default
        elif field.default_factory is dataclasses.MISSING:
            self.default = None
        self.is_required = not optional and self.default is None

    def missing(self):
        if self.default is not None:
            return self.default()
        empty = _EMPTY.get(self.type)
        return type(empty)(empty) if empty is not None else None


def without_none(hint):
    """(what is optional, whether it is)"""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [one for one in typing.get_args(hint) if one is not type(None)]
        if len(rest) < len(typing.get_args(hint)):
            return (rest[0] if len(rest) == 1 else typing.Union[tuple(rest)]), True
    return hint, False


def is_model(one):
    return isinstance(one, type) and dataclasses.is_dataclass(one)


@functools.lru_cache(maxsize=None)
def fields_of(cls):
    """In the order of their names."""
    hints = typing.get_type_hints(cls)
    return sorted((Field(field, hints.get(field.name, typing.Any)) for field in dataclasses.fields(cls)), key=lambda field: field.name)


def build(cls, data, params=None, path="", service=None):
    """`params`, of the URL, win over `data`; both may have more than the model wants."""
    instance = cls.__new__(cls)
    data = data if isinstance(data, dict) else getattr(data, "to_dict", dict)()
    for field in fields_of(cls):
        value = (params or {}).get(field.name, _NOTHING)
        if value is _NOTHING:
            value = data.get(field.name, _NOTHING)
        here = f"{path}/{field.name}"
        if value is _NOTHING:
            if field.is_required:
                raise ElementMissing(here)
            value = field.missing()
        else:
            value = converted(field, value, here, service)
        setattr(instance, field.name, value)
    after = getattr(instance, "after_created", None)
    if after:
        from zato.common.marshal_.api import ModelCtx
        after(ModelCtx(service, data, cls))
    return instance


def converted(field, value, path, service):
    if value is None:
        return None
    if field.is_list and not isinstance(value, (list, tuple)):
        raise ElementIsNotAList(path)
    if field.model:
        if field.is_list:
            return [build(field.model, one, None, f"{path}[{i}]", service) for i, one in enumerate(value)]
        return value if isinstance(value, field.model) else build(field.model, value, None, path, service)
    if not value:
        return value
    if field.type is int and not isinstance(value, bool):
        return int(value)
    if field.type in (datetime.date, datetime.datetime, datetimez) and isinstance(value, str):
        when = parse_date(value)
        return when.date() if field.type is datetime.date else when
    if field.type is isotimestamp:
        return parse_date(value).isoformat() if isinstance(value, str) else value.isoformat()
    return value
