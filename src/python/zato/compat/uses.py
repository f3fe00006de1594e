"""Uses of what is missing, in the syntax tree of one file: nothing is executed. What is missing says missing.py."""
import ast
import importlib
import importlib.util

from zato.compat import missing
from zato.server.service import facades

# Other names of the same things.
_SAME = {"self.outgoing": "self.out", "self.chan": "self.channel"}
# Of requests and responses under names of their own: request = self.request
_ALIASES = ("self.request", "self.server", "self.cache", "self.out", "self.outgoing")


class Uses(ast.NodeVisitor):
    def __init__(self, siblings, own):
        self.siblings, self.own, self.found = siblings, own, []  # found: (line, what)
        self.aliases = {}

    def add(self, node, what):
        self.found.append((node.lineno, what))

    def visit_FunctionDef(self, node):
        """A name stands for something else in another function."""
        before, self.aliases = self.aliases, {}
        self.generic_visit(node)
        self.aliases = before

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Assign(self, node):
        value = ".".join(self.path_of(node.value))
        if value in _ALIASES:
            self.aliases.update((target.id, value.split(".")) for target in node.targets if isinstance(target, ast.Name))
        self.generic_visit(node)

    def visit_Attribute(self, node):
        *owner, name = self.path_of(node) or [""]
        owner = ".".join(owner)
        owner = _SAME.get(owner, owner)
        if name in missing.NAMES.get(owner, ()) and not (owner == "self" and name in self.own):
            self.add(node, f"{owner}.{name}")
        elif owner in missing.CLOSED and not hasattr(facades.Outgoing, name):
            self.add(node, f"{owner}.{name}")
        self.generic_visit(node)

    def path_of(self, node):
        path = path_of(node)
        return self.aliases[path[0]] + path[1:] if path and path[0] in self.aliases else path

    def visit_Import(self, node):
        for alias in node.names:
            self.check_module(node, alias.name)

    def visit_ImportFrom(self, node):
        if node.level or not node.module or not self.check_module(node, node.module) or not node.module.startswith("zato."):
            return
        module = importlib.import_module(node.module)
        for alias in node.names:
            if alias.name != "*" and not hasattr(module, alias.name) and not exists(f"{node.module}.{alias.name}"):
                self.add(node, f"from {node.module} import {alias.name}")

    def check_module(self, node, name):
        if name.split(".")[0] in self.siblings or exists(name):
            return True
        self.add(node, f"import {name}" + ("" if name.startswith("zato") else " (not installed)"))
        return False


def exists(module):
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def path_of(node):
    """['self', 'out', 'rest'] of self.out.rest; empty for what does not begin with a name."""
    path = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    return [node.id, *reversed(path)] if isinstance(node, ast.Name) else []


def own_names(tree):
    """What the classes of the file have themselves, or write to self: those names are theirs."""
    own = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    own.add(one.name)
                own.update(target.id for target in getattr(one, "targets", [getattr(one, "target", None)]) if isinstance(target, ast.Name))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and path_of(node)[:1] == ["self"]:
            own.add(node.attr)
    return own


def uses_in(text, siblings=()):
    """[(line, what)] in the order of lines."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return [(error.lineno or 1, f"syntax of Python 3.11: {error.msg}")]
    uses = Uses(siblings, own_names(tree))
    uses.visit(tree)
    return sorted(set(uses.found))
