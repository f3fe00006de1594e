"""What a class declares, in any of the ways there are, as one IO; None where it declares nothing."""
import typing

from zato._host.levels import DEFAULT
from zato.common.marshal_.build import is_model
from zato.simpleio.elements import Elem, element_of
from zato.simpleio.io import ModelInput, Side
from zato.simpleio.levels import KINDS
from zato.simpleio.names import rules_of

_NEW, _OLD = ("input", "output"), ("input_required", "input_optional", "output_required", "output_optional")


def declared(cls, level=DEFAULT):
    kind_of, kind = rules_of(level.name).kind_of, KINDS[level.name]
    inner = getattr(cls, "SimpleIO", None)
    if inner is None:
        given = {name: getattr(cls, name, None) for name in _NEW}
        if not any(is_given(one) for one in given.values()):
            return None
        return io_of(given, cls, None, kind_of, kind)
    new = [name for name in _NEW if is_given(getattr(inner, name, None))]
    old = [name for name in _OLD if is_given(getattr(inner, name, None))]
    if new and old:
        raise ValueError(f"SimpleIO has both {' '.join(new)} and {' '.join(old)}; only one way is possible")
    wrapper = (getattr(inner, "response_elem", "response") or None) if level.has_response_element else None
    if old:
        return kind(side_of(inner, "input", kind_of), side_of(inner, "output", kind_of), inner, wrapper)
    return io_of({name: getattr(inner, name, None) for name in _NEW}, inner, wrapper, kind_of, kind)


def is_given(one):
    return one is not None and not isinstance(one, property) and one != ()


def io_of(given, settings, wrapper, kind_of, kind):
    sides = []
    for name in _NEW:
        one = given[name]
        model, is_list = model_of(one)
        if model:
            sides.append(ModelInput(model, is_list))
            wrapper = wrapper if name == "input" else None
        else:
            elements = [element_of(element, kind_of) for element in listed(one)]
            sides.append(Side([element for element in elements if not element.is_optional], [element for element in elements if element.is_optional]))
    return kind(*sides, settings, wrapper)


def side_of(inner, which, kind_of):
    required = [element_of(element, kind_of) for element in listed(getattr(inner, f"{which}_required", None))]
    optional = [element_of(element, kind_of) for element in listed(getattr(inner, f"{which}_optional", None))]
    return Side(required, optional)


def listed(one):
    """A bare name or element is as good as a tuple with it alone; sets will do as well."""
    if one is None:
        return []
    return [one] if isinstance(one, (str, Elem)) else list(one)


def model_of(one):
    """(model or None, whether a list of it)"""
    if typing.get_origin(one) is list and is_model(typing.get_args(one)[0]):
        return typing.get_args(one)[0], True
    return (one, False) if is_model(one) else (None, False)
