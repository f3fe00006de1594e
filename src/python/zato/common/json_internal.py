"""JSON as services send and receive it. Built on the C parts of the standard library, called directly: its public functions cost as
much again as the work itself."""
import datetime
import decimal
import json
import uuid
from json.decoder import JSONDecoder
from json.encoder import c_make_encoder, encode_basestring, encode_basestring_ascii
from json.scanner import c_make_scanner

_scan = c_make_scanner(JSONDecoder())
_SPACE = " \t\n\r"


def loads(text):
    """ValueError for what is not one JSON value."""
    if isinstance(text, (bytes, bytearray)):
        text = str(text, "utf-8")
    text = text.strip(_SPACE)
    try:
        value, end = _scan(text, 0)
    except StopIteration as place:
        raise json.JSONDecodeError("Expecting value", text, place.value) from None
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def convert(value):
    """What JSON has no type for."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8")
    if isinstance(value, (set, frozenset)):
        return list(value)
    for name in ("to_dict", "getvalue", "toDict"):
        method = getattr(value, name, None)
        if method and not isinstance(value, type):
            return method()
    raise TypeError(f"a {type(value).__name__} cannot be sent as JSON")


def _encoder(quote, colon, comma):
    encode = c_make_encoder(None, convert, quote, None, colon, comma, False, False, True)
    return lambda value: "".join(encode(value, 0))


_compact = _encoder(encode_basestring_ascii, ":", ",")
spaced = _encoder(encode_basestring_ascii, ": ", ", ")   # as the standard library writes
compact_utf8 = _encoder(encode_basestring, ":", ",")


def dumps(value, *args, **kwargs):
    """Without spaces, and with each / escaped: byte for byte what 3.2 sent."""
    if args or kwargs:
        return json.dumps(value, *args, **{"default": convert, **kwargs})
    return _compact(value).replace("/", "\\/")
