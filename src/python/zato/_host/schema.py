"""The attribute `schema` of a service class: what its input must be like, in the words of JSON Schema."""
import json
import pathlib

from zato._host.settings import settings

_DIRECTORY = "config/repo/schema/json"


class NotValid(Exception):
    """The input is not as the schema says."""

    def __init__(self, cid, details):
        super().__init__("Invalid request")
        self.answer = {"is_ok": False, "cid": cid, "message": "Invalid request", "details": details}


def validator_of(schema):
    """A function of (payload, cid), which raises NotValid; None where there is no schema."""
    if not schema:
        return None
    try:
        from jsonschema import SchemaError
        from jsonschema.validators import validator_for
    except ImportError:
        raise NotImplementedError("`schema` needs Python's JSON Schema; install the Debian package python3-jsonschema") from None
    try:
        text = schema if isinstance(schema, dict) else json.loads(path_of(schema).read_text(encoding="utf-8"))
        kind = validator_for(text)
        kind.check_schema(text)
    except (OSError, ValueError, SchemaError) as error:
        raise ValueError(f"`schema` cannot be used: {error}") from error
    validator = kind(text)

    def validate(payload, cid):
        error = next(iter(validator.iter_errors(payload)), None)
        if error is not None:
            raise NotValid(cid, error.message)
    return validate


def path_of(schema):
    """Relative ones are the server's."""
    return pathlib.Path(settings()["directory"]) / _DIRECTORY / schema
