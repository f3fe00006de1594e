"""Emptiness: which keys without a value are left out, as SimpleIO's skip_empty_keys, force_empty_keys and SkipEmpty say."""


class Names:
    """None, one, several or, where it is True, all names."""

    def __init__(self, given):
        self.all = given is True
        self.some = frozenset((given,) if isinstance(given, str) else given if given and given is not True else ())

    def __contains__(self, name):
        return self.all or name in self.some


class Emptiness:
    def __init__(self, settings):
        inner = getattr(settings, "SkipEmpty", None)
        self._input = Names(getattr(inner, "input", getattr(inner, "input_def", None)))
        self._input_not = Names(getattr(inner, "force_empty_input", None))
        self._output = Names(getattr(inner, "output_def", None) or getattr(inner, "output", None) or getattr(settings, "skip_empty_keys", None))
        self._output_not = Names(getattr(inner, "force_empty_output", None) or getattr(settings, "force_empty_keys", None))
        self.value = getattr(inner, "empty_output_value", "")

    def skips_input(self, name):
        return name in self._input and name not in self._input_not

    def skips_output(self, name, value):
        return (value is None or value == "" or value == [] or value == {}) and name in self._output and name not in self._output_not

    def forces(self, name):
        return name in self._output_not
