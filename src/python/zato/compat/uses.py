"""Uses of what is missing, in the syntax tree of one file: nothing is executed."""
import ast
import importlib
import importlib.util

from zato.server.service import facades

_OUT = ("out", "outgoing")


class Uses(ast.NodeVisitor):
    def __init__(self, siblings):
        self.siblings, self.found = siblings, []  # found: (line, what)

    def add(self, node, what):
        self.found.append((node.lineno, what))

    def visit_Attribute(self, node):
        path = path_of(node)
        if path and path[0] == "self":
            if len(path) == 2 and path[1] in facades.MISSING:
                self.add(node, f"self.{path[1]}")
            elif len(path) == 3 and path[1] in _OUT and not hasattr(facades.Outgoing, path[2]):
                self.add(node, f"self.out.{path[2]}")
            elif path[1:] == ["email", "imap"]:
                self.add(node, "self.email.imap")
            elif path[1:] in (["invoke_by_id"], ["new_instance"]):
                self.add(node, f"self.{path[1]}")
        self.generic_visit(node)

    def visit_ClassDef(self, node):
        for one in node.body:
            if isinstance(one, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "schema" for target in one.targets):
                self.add(one, "schema (validation by JSON Schema)")
        self.generic_visit(node)

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


def uses_in(text, siblings=()):
    """[(line, what)] in the order of lines."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return [(error.lineno or 1, f"syntax of Python 3.11: {error.msg}")]
    uses = Uses(siblings)
    uses.visit(tree)
    return sorted(set(uses.found))
