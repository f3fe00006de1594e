"""What the bytes of a message are to a service: by the data format of the channel."""
from zato.common.json_internal import loads

_JSON_STARTS = (b"{", b"[")


def payload_of(raw, data_format, media_type, channel_type, job):
    if data_format == "json" or media_type == "application/json":
        return json_or_bytes(raw)
    if data_format in ("form", "post"):
        return job.form()
    # Whoever invokes says no format as a rule, and 3.2's default is `dict`.
    if channel_type == "invoke" and raw.lstrip()[:1] in _JSON_STARTS:
        return json_or_bytes(raw)
    return raw


def json_or_bytes(raw):
    """What does not parse is left to the service, as it is."""
    if not raw:
        return ""
    try:
        return loads(raw)
    except (ValueError, RecursionError):
        return raw


def text_or_bytes(raw):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
