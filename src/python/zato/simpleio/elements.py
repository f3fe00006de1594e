"""Elements of input and output: each has a name and a type, which says what a value becomes on the way in and on the way out."""
import datetime
import decimal
import uuid

from zato.common.api import ZATO_NONE
from zato.common.exception import BadRequest
from zato.common.ext.bunch import Bunch
from zato.simpleio import names
from zato.simpleio.dates import parse_date

NOT_GIVEN = object()
_TRUE = frozenset(("true", "yes", "on", "y", "t", "1"))
_FALSE = frozenset(("false", "no", "off", "n", "f", "0", ""))


class Elem:
    empty = NOT_GIVEN  # what an optional one is when it is missing; NOT_GIVEN: as SimpleIO says

    def __init__(self, name, default=NOT_GIVEN, **kwargs):
        self.is_optional = name.startswith("-")
        self.name = name.replace("-", "") if self.is_optional else name
        self.default = default

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}>"

    def parse(self, value):
        return value

    def dump(self, value):
        return value


class AsIs(Elem):
    pass


Opaque = Nested = Any = AsIs


class Text(Elem):
    def __init__(self, name, default=NOT_GIVEN, encoding="utf-8", is_secret=False, **kwargs):
        super().__init__(name, default)
        self.encoding = encoding

    def parse(self, value):
        if value is None or isinstance(value, str):
            return value
        return value.decode(self.encoding) if isinstance(value, bytes) else str(value)

    dump = parse


Unicode = Text


class Secret(Text):
    """A value that the service sees encrypted."""


class Int(Elem):
    def parse(self, value):
        return value if value is None or value == "" or value == ZATO_NONE else int(value)

    dump = parse


Integer = Int


class Float(Elem):
    def parse(self, value):
        return 0.0 if value is None else float(value)

    def dump(self, value):
        return None if value is None else float(value)


class Bool(Elem):
    empty = False

    def parse(self, value):
        if isinstance(value, str):
            lower = value.lower()
            if lower in _TRUE:
                return True
            if lower in _FALSE:
                return False
            raise ValueError(f"`{value}` is no boolean value ({self.name})")
        return bool(value)

    dump = parse


Boolean = Bool


class CSV(Elem):
    def parse(self, value):
        return value.split(",") if isinstance(value, str) else value

    def dump(self, value):
        return value if value is None or isinstance(value, str) else ",".join(str(one) for one in value)


class Date(Elem):
    _shape = staticmethod(lambda when: when.strftime("%Y-%m-%d"))

    def __init__(self, name, date_format=None, default=NOT_GIVEN, **kwargs):
        super().__init__(name, default)

    def parse(self, value):
        return parse_date(value) if isinstance(value, str) and value else value

    def dump(self, value):
        if value is None or value == "":
            return value
        when = parse_date(value) if isinstance(value, str) else value
        if not isinstance(when, datetime.date):
            raise ValueError(f"`{value!r}` is no date ({self.name})")
        return self._shape(when)


class DateTime(Date):
    _shape = staticmethod(lambda when: when.isoformat())


class Decimal(Elem):
    def parse(self, value):
        return value if value is None else decimal.Decimal(value)

    def dump(self, value):
        return value if value is None else str(value)


class UUID(Elem):
    def parse(self, value):
        return value if value is None or isinstance(value, uuid.UUID) else uuid.UUID(value)

    def dump(self, value):
        return value.hex if isinstance(value, uuid.UUID) else value


class UTC(Elem):
    def parse(self, value):
        return value.replace("+00:00", "") if isinstance(value, str) else value

    def dump(self, value):
        return self.parse(value.isoformat() if isinstance(value, datetime.datetime) else value)


class List(Elem):
    def parse(self, value):
        if value is None:
            return []
        return list(value) if isinstance(value, (list, tuple, set)) else [value]

    dump = parse


class Dict(Elem):
    def __init__(self, name, *keys, default=NOT_GIVEN, **kwargs):
        super().__init__(name, default)
        self.keys = [element_of(key) for key in keys]

    def parse(self, value):
        return self._each(value, "parse", Bunch)

    def dump(self, value):
        return self._each(value, "dump", dict)

    def _each(self, value, direction, make):
        if value is None:
            return value
        if not isinstance(value, dict):
            raise ValueError(f"`{self.name}` is not a dict")
        if not self.keys:
            return value
        out = make()
        for key in self.keys:
            if key.name in value:
                out[key.name] = getattr(key, direction)(value[key.name])
            elif not key.is_optional:
                raise BadRequest(None, f"Key `{key.name}` not found in `{self.name}`", needs_msg=True)
            elif key.default is not NOT_GIVEN:
                out[key.name] = key.default
            else:
                out[key.name] = False if isinstance(key, Bool) else ""
        return out


class DictList(Dict):
    def parse(self, value):
        return [] if value is None else [super(DictList, self).parse(one) for one in value]

    def dump(self, value):
        return [] if value is None else [super(DictList, self).dump(one) for one in value]


ListOfDicts = DictList
SIOElem = ForceType = Elem
_BY_KIND = {"secret": Secret, "int": Int, "bool": Bool, "text": Text}


def element_of(given, kind_of=names.kind_of):
    """A name alone says its type."""
    if isinstance(given, Elem):
        return given
    if isinstance(given, str):
        return _BY_KIND[kind_of(given.replace("-", "") if given.startswith("-") else given)](given)
    raise ValueError(f"neither a name nor an element: {given!r}")
