"""From a .py file to its services: executes the file and picks the classes that are services."""
import importlib.util
import inspect
import logging
import pathlib
import sys
import traceback

from zato._host import naming, registry
from zato._host.deployed import Deployed
from zato.server.service.base import NOT_DEPLOYED, Service

_log = logging.getLogger("zato.server.python")
_executed = set()  # files; each time but for the first, a file is executed anew


class Refused(Exception):
    """The file cannot be used; the text says why."""


def load(path):
    """[(number, name, impl_name)] of the file's services."""
    path = pathlib.Path(path)
    found = services_of(execute(path), path, leave_out)
    for deployed in found:
        registry.add(deployed)
    for deployed in found:
        deployed.after_add()
    return described(found)


def services_of(module, path, on_failure):
    """What the module's classes are as services. `on_failure(path, class, error)` is told of those that cannot be one."""
    found = {}
    for one in classes(module):
        try:
            deployed = Deployed(one, naming.module_of(path), 0)
            if not deployed.wanted():
                continue
        except Exception as error:
            on_failure(path, one, error)
            continue
        if deployed.name in found:
            _log.warning("%s: classes %s and %s are both called %s; the latter is used", path,
                         found[deployed.name].cls.__name__, one.__name__, deployed.name)
        found[deployed.name] = deployed
    return list(found.values())


def leave_out(path, one, error):
    _log.error("%s: class %s is left out: %s\n%s", path, one.__name__, error, stack_of(error))


def described(found):
    return [(deployed.number, deployed.name, deployed.impl_name) for deployed in found]


def execute(path):
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))  # modules import their siblings
    known = sys.modules.get(path.stem)
    is_ours = known is not None and getattr(known, "__file__", None) == str(path)
    if is_ours and path not in _executed:
        _executed.add(path)
        return known  # a sibling has imported it
    if not is_ours and (known is not None or path.stem in sys.stdlib_module_names):
        _log.warning("%s: there is another module called %s (%s); import statements may find either", path, path.stem,
                     getattr(known, "__file__", None) or "of the standard library")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        if known is None:
            del sys.modules[path.stem]
        else:
            sys.modules[path.stem] = known
        raise Refused(f"{path} cannot be loaded: {stack_of(error)}") from None
    _executed.add(path)
    return module


def stack_of(error):
    """Without the lines of the platform, which tell the author of a service nothing."""
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if "/zato/_host/" not in frame.filename and not frame.filename.startswith("<frozen importlib")]
    lines = traceback.format_list(frames) + traceback.format_exception_only(error)
    return ("Traceback (most recent call last):\n" if frames else "") + "".join(lines).rstrip()


def classes(module):
    """In the order of their names."""
    for name in sorted(dir(module)):
        one = getattr(module, name)
        if (inspect.isclass(one) and issubclass(one, Service) and one not in NOT_DEPLOYED and inspect.getmodule(one) is module
                and not hasattr(one, "zato_dont_import")):
            yield one
