"""What the bytes of a message are to a service: by the data format of the channel."""
from zato._host import forms, xml
from zato.common.json_internal import loads

_JSON_STARTS = (b"{", b"[")


def payload_of(raw, data_format, media_type, channel_type, job):
    if data_format == "json" or media_type == "application/json":
        return json_or_bytes(raw)
    if data_format in ("form", "post"):
        return forms.of_channel(job, raw)
    if data_format == "xml":
        return xml.tree_of(raw)
    is_asynchronous = channel_type.startswith("invoke-async")
    if is_asynchronous and media_type.startswith("text/plain"):
        return text_or_bytes(raw)
    # Whoever invokes says no format as a rule, and 3.2's default is `dict`.
    if (channel_type == "invoke" or is_asynchronous and not media_type) and raw.lstrip()[:1] in _JSON_STARTS:
        return json_or_bytes(raw)
    return text_or_bytes(raw) if is_asynchronous and not media_type else raw


def handed_over(payload, data_format):
    """What a service passes to another: text is parsed where its format is named, anything else is the very object."""
    if isinstance(payload, (str, bytes)):
        if data_format == "json":
            return json_or_bytes(payload)
        if data_format == "xml":
            return xml.tree_of(payload)
    return payload


def json_or_bytes(raw):
    """What does not parse is left to the service, as it is."""
    if not raw:
        return ""
    try:
        return loads(raw)
    except (ValueError, RecursionError):
        return raw


def as_level_has_it(level, raw, payload, data_format, channel_type):
    """(raw, payload)"""
    if level.bad_json_fails and data_format == "json" and isinstance(payload, bytes):
        loads(payload)  # fails and says where
    if level.raw_is_text and channel_type == "http-soap":
        return text_or_bytes(raw), text_or_bytes(payload) if isinstance(payload, bytes) else payload
    return raw, payload


def text_or_bytes(raw):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
