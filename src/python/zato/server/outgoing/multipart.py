"""Files as the body of a request: multipart/form-data."""
import os
import uuid


def encode(files, fields=()):
    """(body, content type). `files`: name to contents, or to (file name, contents[, content type]); contents may be an open file."""
    boundary = uuid.uuid4().hex
    out = bytearray()
    for name, value in dict(fields or {}).items():
        _part(out, boundary, f'form-data; name="{_quoted(name)}"', "", _bytes(value))
    for name, what in dict(files).items():
        file_name, contents, media_type = (*what, "application/octet-stream")[:3] if isinstance(what, (tuple, list)) else \
            (os.path.basename(getattr(what, "name", name)), what, "application/octet-stream")
        contents = contents.read() if hasattr(contents, "read") else contents
        _part(out, boundary, f'form-data; name="{_quoted(name)}"; filename="{_quoted(file_name)}"', media_type, _bytes(contents))
    out += f"--{boundary}--\r\n".encode()
    return bytes(out), f"multipart/form-data; boundary={boundary}"


def _part(out, boundary, disposition, media_type, contents):
    out += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n".encode()
    if media_type:
        out += f"Content-Type: {media_type}\r\n".encode()
    out += b"\r\n" + contents + b"\r\n"


def _bytes(value):
    return bytes(value) if isinstance(value, (bytes, bytearray)) else str(value).encode("utf-8")


def _quoted(name):
    return str(name).replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
