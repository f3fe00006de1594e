"""What JSON Schema refused, under its name of 3.2."""
from zato._host.schema import NotValid

DictError = ValidationException = NotValid
