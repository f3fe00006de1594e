"""IO as services of other API levels than 3.2 know it."""
from zato.common.exception import ParsingException, ZatoException
from zato.simpleio.elements import NOT_GIVEN, Bool, Int, Text
from zato.simpleio.io import IO
from zato.simpleio.output import value_in


class IO20(IO):
    """What is missing is an empty text, and all that is wrong is a 500."""

    def _fill(self, out, given, params):
        only_params = getattr(self.settings, "use_channel_params_only", False)
        message_first = getattr(self.settings, "params_pri", "") == "msg-over-channel-params"
        first, second = (given, params) if message_first else (params, {} if only_params else given)
        if self.input.required and not first and not second:
            raise ZatoException(None, "Missing input")
        for element in self.input.elements:
            value = first.get(element.name, second.get(element.name, NOT_GIVEN))
            if value is not NOT_GIVEN:
                out[element.name] = self._parsed(element, value)
            elif element in self.input.required:
                raise ParsingException(None, f"Caught an exception while parsing: element `{element.name}` is missing")
            else:
                out[element.name] = element.default if element.default is not NOT_GIVEN else self.default_input

    @staticmethod
    def _parsed(element, value):
        if value is not None and not isinstance(value, (dict, list, tuple)):
            value = str(value)
        if isinstance(element, Int) and value == "":
            return 0
        try:
            return element.parse(value)
        except ValueError as error:
            raise ZatoException(None, f"element `{element.name}`: {error}") from error

    def _row(self, row):
        out = {}
        for element in self.output.elements:
            value = value_in(row, element.name)
            if value is NOT_GIVEN or value == "":
                if element in self.output.required:
                    raise ZatoException(None, f"required output element `{element.name}` is missing")
                if not self.emptiness.skips_output(element.name, ""):
                    out[element.name] = ""
            else:
                out[element.name] = element.dump(value)
        return out

    @staticmethod
    def unset(output, name):
        return ""


class IOMain(IO):
    """Few types, no secrets, and what is missing on the way out is no error."""

    def _fill(self, out, given, params):
        for element in self.input.elements:
            value = params.get(element.name, given.get(element.name, NOT_GIVEN))
            if value is not NOT_GIVEN:
                out[element.name] = element.parse(value) if isinstance(element, (Bool, Int, Text)) else value
            elif element in self.input.required:
                raise ValueError(f"Missing required input element: {element.name}")
            else:
                out[element.name] = None if element.default is NOT_GIVEN else element.default

    def _missing(self, out, element):
        pass

    @staticmethod
    def unset(output, name):
        from zato.server.service.response import Message
        return output.one.setdefault(name, Message()) if isinstance(output.one, dict) else None


KINDS = {"2.0": IO20, "3.2": IO, "main": IOMain}
