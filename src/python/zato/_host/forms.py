"""Bodies of HTML forms: fields as a flat dict, files as bytes."""
import email.parser
import email.policy
from urllib.parse import parse_qsl

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


def content_type_of(job):
    return next((value for name, value in job.headers() if name.lower() == "content-type"), "")


def of_channel(job, raw):
    """Of a channel for forms. The server has read the texts already, but does not give files away as services of Python know them."""
    content_type = content_type_of(job)
    return fields_of(raw, content_type) if content_type.lower().startswith(MULTIPART) else job.form()


def fields_of(raw, content_type):
    """Of several values under one name, a list."""
    raw = raw.encode("utf-8") if isinstance(raw, str) else raw or b""
    out = {}
    for name, value in parts_of(raw, content_type) if content_type.lower().startswith(MULTIPART) else pairs_of(raw):
        if name not in out:
            out[name] = value
        elif isinstance(out[name], list):
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    return out


def pairs_of(raw):
    return parse_qsl(raw.decode("utf-8", "surrogateescape"), keep_blank_values=True)


def parts_of(raw, content_type):
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + raw)
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        if name is None:
            continue
        data = part.get_payload(decode=True)
        yield name, data if part.get_filename() is not None else data.decode("utf-8", "surrogateescape")
