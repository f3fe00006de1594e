"""IO: the declared input and output of a service, ready for use."""
import _zato

from zato._host import xml
from zato.common.exception import SerialisationError
from zato.common.marshal_.build import ElementMissing, build
from zato.common.marshal_.plain import plain
from zato.simpleio import csv_io, xml_io
from zato.simpleio.elements import NOT_GIVEN, Secret
from zato.simpleio.emptiness import Emptiness
from zato.simpleio.input import Input
from zato.simpleio.output import Output, value_in


class Side:
    """Elements of one direction, required ones first, each in the order of their names."""

    model = None

    def __init__(self, required, optional):
        names = {element.name for element in required}
        self.required = sorted(required, key=lambda element: element.name)
        self.optional = sorted((element for element in optional if element.name not in names), key=lambda element: element.name)
        self.elements = self.required + self.optional
        self.names = frozenset(element.name for element in self.elements)

    def __bool__(self):
        return bool(self.elements)


class ModelInput:
    def __init__(self, model, is_list):
        self.model, self.is_list = model, is_list


class IO:
    def __init__(self, input, output, settings, wrapper):
        self.input, self.output, self.wrapper, self.settings = input, output, wrapper, settings
        self.has_input, self.has_output = bool(input), bool(output)
        self.is_model = output.model is not None
        self.is_list = bool(getattr(settings, "output_repeated", False))
        default = getattr(settings, "default_value", "")
        self.default_input = getattr(settings, "default_input_value", default)
        self.emptiness = Emptiness(settings)

    def new_output(self, value=NOT_GIVEN):
        return Output(self, value)

    def input_of(self, request, service):
        """self.request.input"""
        payload, params = request.payload, request.channel_params
        if self.input.model:
            return self._model_of(payload, params, service)
        if service.data_format == "csv" and self.has_input:
            return [self._from(row, {}) for row in csv_io.read(payload, self)]
        if xml.is_tree(payload):
            payload = xml_io.read(payload, self)
        return self._from({} if payload is None or payload == "" or payload == b"" else payload, params)

    def _from(self, given, params):
        out = Input()
        if isinstance(given, dict):
            self._fill(out, given, params)
        for name, value in params.items():
            if name not in out:
                out[name] = value
        return out

    def _fill(self, out, given, params):
        for element in self.input.elements:
            name = element.name
            value = params[name] if name in params else given.get(name, NOT_GIVEN)
            if value is not NOT_GIVEN:
                value = element.parse(value)
                out[name] = _zato.encrypt(value) if value and isinstance(element, Secret) else value
            elif element in self.input.required:
                raise ElementMissing(name)
            elif not self.emptiness.skips_input(name):
                out[name] = self._default(element)

    def _default(self, element):
        if element.default is not NOT_GIVEN:
            return element.default
        return self.default_input if element.empty is NOT_GIVEN else element.empty

    def _model_of(self, payload, params, service):
        model = self.input.model
        if isinstance(payload, model):
            return payload
        if self.input.is_list:
            return [one if isinstance(one, model) else build(model, one, None, f"/[{i}]", service) for i, one in enumerate(payload or [])]
        return build(model, payload if isinstance(payload, dict) else {}, params, service=service)

    def output_of(self, payload, without_element=False):
        """Of an Output, what is sent."""
        if self.is_model:
            value = payload.rows if payload.is_list else payload.one
            return plain(value)
        value = self.rows_of(payload) if self.is_many(payload) else self._row(payload.one)
        return {self.wrapper: value} if self.wrapper and not without_element else value

    def is_many(self, payload):
        return payload.is_list or self.is_list

    def rows_of(self, payload):
        """Also of an Output that holds one alone."""
        return [self._row(row) for row in (payload.rows if self.is_many(payload) else [payload.one])]

    def _row(self, row):
        out = {}
        for element in self.output.elements:
            value = value_in(row, element.name)
            if value is NOT_GIVEN:
                self._missing(out, element)
            elif not self.emptiness.skips_output(element.name, value):
                out[element.name] = element.dump(value)
        return out

    def _missing(self, out, element):
        if element in self.output.required:
            raise SerialisationError(None, f"required output element `{element.name}` is missing")
        if self.emptiness.forces(element.name):
            out[element.name] = self.emptiness.value

    @staticmethod
    def unset(output, name):
        """What reading an attribute of the answer gives that was not set."""
        raise KeyError(name)
