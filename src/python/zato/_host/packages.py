"""Files that were deployed to the cluster: versions of them side by side. A view is one state of all these files; each request imports
what its view has, however long it runs, and a view that nobody uses any more goes, with its modules. Called by the engine."""
import builtins
import contextvars
import gc
import importlib.machinery
import linecache
import re
import sys
import types
import zlib

import gevent

from zato._host import loader, registry
from zato._host.context import current

views = {}  # by the number that the worker gave them
_loading = contextvars.ContextVar("zato_loading", default=None)  # the view that is being prepared, in the greenlet that does it
_real_import = builtins.__import__
_collections = []  # the timer of the next one


class State:
    active = None  # the view of what is no request: threads, timers
    at = None  # told the name of each file before it is executed


def view_now():
    loading = _loading.get()
    if loading:
        return loading
    call = current.get()
    return call and call.job and views.get(call.job.view()) or State.active


def import_of_view(name, globals=None, locals=None, fromlist=(), level=0):
    """What `import` calls in deployed files: siblings come from the view, everything else from where it always comes."""
    view = view_now() if level == 0 else None
    sibling = view.stems.get(name) if view else None
    if sibling is None:
        return _real_import(name, globals, locals, fromlist, level)
    importer = globals and getattr(globals.get("__spec__"), "loader", None)
    if isinstance(importer, File) and importer.state == File.LOADING:
        importer.imports.add(name)
    return sibling.imported()


_builtins = {**vars(builtins), "__import__": import_of_view}


class File:
    """One version of one file, executed at most once; the loader of its module."""

    NEW, LOADING, LOADED, FAILED = range(4)

    def __init__(self, name, path, source):
        self.name, self.path = name, path
        self.bytes, self.packed = source, None  # for tracebacks, and for when it is executed again; one or the other
        self.stem = stem_of(name)
        self.state, self.module, self.error, self.deployed = self.NEW, None, None, []
        self.imports = set()  # siblings, while it was executed
        self.views = 0  # that it is in

    def again(self):
        return File(self.name, self.path, self.source())

    def source(self):
        return self.bytes if self.packed is None else zlib.decompress(self.packed)

    def pack(self):
        if self.packed is None:
            self.packed, self.bytes = packed(self.bytes), None

    def imported(self):
        """Its module; half of one where files import each other in a circle, as ever in Python."""
        if self.state == self.NEW:
            self.load()
        if self.state == self.FAILED:
            raise ImportError(f"{self.name}, which was to be imported, cannot be loaded: {self.error}")
        return self.module

    def load(self):
        if self.state != self.NEW:
            return
        self.state = self.LOADING
        if State.at:
            State.at(self.name)
        before = sys.modules.get(self.stem)
        try:
            self.execute()
            self.state = self.LOADED
        except BaseException as error:
            self.error = loader.stack_of(error).replace(self.path, self.name)
            self.state, self.module, self.deployed = self.FAILED, None, []
        finally:
            if before is None:
                sys.modules.pop(self.stem, None)
            else:
                sys.modules[self.stem] = before

    def execute(self):
        module = self.module = types.ModuleType(self.stem)
        module.__file__, module.__loader__, module.__builtins__ = self.path, self, _builtins
        module.__spec__ = importlib.machinery.ModuleSpec(self.stem, self, origin=self.path)
        sys.modules[self.stem] = module  # for those who look up the module of a class
        exec(compile(self.source(), self.path, "exec", dont_inherit=True), module.__dict__)
        self.deployed = loader.services_of(module, self.name, refuse)

    def get_source(self, name):
        return self.source().decode("utf-8", "replace")

    def forget(self):
        for deployed in self.deployed:
            registry.forget(deployed)
        linecache.cache.pop(self.path, None)


def packed(source):
    """With a window and tables that fit files of sources: preparing zlib's usual ones takes longer than packing with them."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 12, 2)
    return packer.compress(source) + packer.flush()


def stem_of(name):
    file = name[name.rfind("/") + 1:]
    return file[:file.rfind(".")]


def refuse(path, one, error):
    raise ImportError(f"class {one.__name__} cannot be a service: {error}") from error


class View:
    def __init__(self, number, base):
        self.number = number
        self.files = dict(base.files) if base else {}
        self.stems = dict(base.stems) if base else {}

    def put(self, file):
        self.files[file.name] = self.stems[file.stem] = file

    def drop(self, name):
        file = self.files.pop(name, None)
        if file and self.stems.get(file.stem) is file:
            del self.stems[file.stem]


def rank_of(file):
    """Zato's order: what others import comes first."""
    return next((rank for rank, prefix in enumerate(("common", "util", "model")) if file.stem.startswith(prefix)), 3), file.name


def prepare(number, base, changed, removed, others):
    """A view like `base` but for these files, executed, and with them those that import them; `others` are there to be imported.
    [(name, error or "", services)] of all that was executed, for the worker; nobody uses the view yet."""
    view = View(number, views.get(base))
    stems = {stem_of(name) for name in removed}
    for name in removed:
        view.drop(name)
    for file in (File(*one) for one in others):
        view.put(file)
    fresh = [File(*one) for one in changed]
    for file in fresh:
        view.put(file)
        stems.add(file.stem)
    fresh += dependents(view, stems, fresh)
    token = _loading.set(view)
    try:
        for at, file in enumerate(sorted(fresh, key=rank_of)):
            if at and State.active:
                gevent.sleep(0)  # others get their turn
            file.load()
    finally:
        _loading.reset(token)
    executed = [file for file in view.files.values() if file.views == 0 and file.state != File.NEW]
    for file in executed:
        for deployed in file.deployed:
            registry.add(deployed)
    for file in view.files.values():
        file.views += 1
    views[number] = view
    return [(file.name, file.error or "", loader.described(file.deployed)) for file in executed]


def settle(number):
    """What nobody waits for when a view is prepared."""
    for file in list(views[number].files.values()):
        if file.packed is None:
            gevent.sleep(0)
            file.pack()


def dependents(view, stems, fresh):
    """What imports one of `stems`, directly or through others, anew; and what failed before, which may work now."""
    found = []
    known = {file.name for file in fresh}
    grows = True
    while grows:
        grows = False
        for file in list(view.files.values()):
            if file.name in known or not (file.state == File.FAILED or mentions(file, stems)):
                continue
            known.add(file.name)
            stems.add(file.stem)
            found.append(file.again())
            view.put(found[-1])
            grows = True
    return found


def mentions(file, stems):
    if file.state == File.LOADED:
        return not stems.isdisjoint(file.imports)
    if file.state != File.NEW:
        return False
    text = file.source().decode("utf-8", "replace")  # not executed yet: by what its import statements say
    return any(re.search(rf"^\s*(?:import|from)\b[^\n]*\b{re.escape(stem)}\b", text, re.MULTILINE) for stem in stems)


def activate(number):
    before, view = State.active, views[number]
    State.active = view
    for stem, file in (before.stems if before else {}).items():
        if stem not in view.stems and sys.modules.get(stem) is file.module:
            del sys.modules[stem]
    for stem, file in view.stems.items():
        if file.module is not None and sys.modules.get(stem) is not file.module and (
                stem not in sys.modules or isinstance(getattr(sys.modules[stem].__spec__, "loader", None), File)):
            sys.modules[stem] = file.module
    known = set(map(id, before.files.values())) if before else ()
    for file in view.files.values():
        if id(file) not in known:
            for deployed in file.deployed:
                deployed.after_add()


def forget(number):
    view = views.pop(number, None)
    if not view:
        return
    for file in view.files.values():
        file.views -= 1
        if file.views == 0:
            file.forget()
    collect_soon()


def collect_soon():
    """Modules and classes are cycles, which only the collector frees. Once for many that go one after the other."""
    if _collections:
        return
    timer = gevent.get_hub().loop.timer(0.5)
    _collections.append(timer)
    timer.start(collect)


def collect():
    _collections.clear()
    gc.collect()
