"""self.request.input of services with SimpleIO."""
from zato.common.ext.bunch import Bunch


class Input(Bunch):
    __slots__ = ()

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"No such key `{name}` among `{sorted(self)}`") from None

    def require_any(self, *names):
        for name in names:
            if self.get(name):
                return self[name]
        raise ValueError(f"at least one of {', '.join(names)} is needed")

    def deepcopy(self):
        import copy
        return copy.deepcopy(self)
