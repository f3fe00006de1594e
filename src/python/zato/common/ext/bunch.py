"""Bunch: a dict whose keys are attributes as well."""


class Bunch(dict):
    __slots__ = ()

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.items())})"

    def copy(self):
        return type(self)(self)

    def toDict(self):
        return unbunchify(self)

    @staticmethod
    def fromDict(value):
        return bunchify(value)


class Shared(Bunch):
    """The dict of somebody else with attributes: what is set here is set there."""

    __slots__ = ("_of",)

    def __init__(self, of):
        super().__init__(of)
        object.__setattr__(self, "_of", of)

    def __setitem__(self, name, value):
        super().__setitem__(name, value)
        self._of[name] = value

    def __delitem__(self, name):
        super().__delitem__(name)
        del self._of[name]


def bunchify(value):
    """A deep copy of dicts, lists and tuples, in which each dict is a Bunch."""
    if isinstance(value, dict):
        return Bunch((name, bunchify(one)) for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return type(value)(bunchify(one) for one in value)
    return value


def unbunchify(value):
    if isinstance(value, dict):
        return {name: unbunchify(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(unbunchify(one) for one in value)
    return value
