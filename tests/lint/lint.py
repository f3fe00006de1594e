"""What every lint test shares: finding files, stripping comments, reporting, and the self-test that proves a lint can fail.

A lint is a script with `check(root) -> list of problems`. `main(check, good, bad)` runs it over the repository, or with
`--self-test` over small trees: `good` must pass, and every tree of `bad` must be reported with the given words.
"""
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE = {".cpp", ".hpp"}


def files(root, *folders, suffixes=CODE):
    """Files below the folders, sorted; build products and dependencies of the dashboard are not ours."""
    found = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and path.suffix in suffixes and not {"build", "node_modules", ".git"} & set(parts):
                found.append(path)
    return found


def without_comments(text):
    """C++ source with comments blanked, line numbers kept. String literals stay."""
    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def without_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def includes(path):
    """(line number, name, quoted) of each #include."""
    for number, line in enumerate(without_comments(path.read_text()).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(2), match.group(1) == '"'


def at(root, path, number=None):
    place = str(path.relative_to(root))
    return f"{place}:{number}" if number else place


def run_on_tree(check, tree):
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for name, content in tree.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return check(root)


def self_test(check, good, bad):
    failures = []
    problems = run_on_tree(check, good)
    if problems:
        failures.append(f"a good tree is reported: {problems}")
    for words, tree in bad:
        problems = run_on_tree(check, {**good, **tree})
        if not any(words in problem for problem in problems):
            failures.append(f"not reported: {words!r} in {sorted(tree)}; got {problems}")
    return failures


def main(check, good, bad):
    problems = self_test(check, good, bad) if "--self-test" in sys.argv[1:] else check(ROOT)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s)")
    sys.exit(1 if problems else 0)
