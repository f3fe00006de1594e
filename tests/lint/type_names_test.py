#!/usr/bin/env python3
"""An object type is declared once: outside src/core/objects no source file includes its header or spells its name, except the few that
give a type its effect at run time, or that must know one by name."""
import re

import lint

# Path, or the beginning of one: why it may.
ALLOWED = {
    "src/server/": "what objects do at run time",
    "src/core/outgoing/": "what connections to other systems do at run time",
    "src/core/odb/defaults.cpp": "what a new cluster starts with",
    "src/core/odb/clusters.hpp": "a cluster is created before there is a store to write to",
    "src/core/jobs/job.cpp": "when jobs run",
    "src/core/admin/escalation.": "what a grant of a role may do",
    "src/core/admin/services/deployment": "what is deployed in which version",
    "src/core/admin/services/config_code.cpp": "code stays where configuration goes back",
    "src/core/deploy/activate.cpp": "the change that a deployment ends in",
    "src/core/enmasse/zato_names.cpp": "what documents of older Zato versions call things",
    "src/cli/admin_client.cpp": "logs in as admin.invoke",
    "src/cli/odb_access.cpp": "finds the server that a directory belongs to",
    "src/cli/commands/service.cpp": "logs in as admin.invoke",
    "src/cli/commands/objects.cpp": "commands whose options are Zato's rather than the description's",
    "src/cli/commands/zato_spellings.cpp": "commands whose options are Zato's rather than the description's",
}
# Words that mean other things as well.
EVERYDAY = {"cluster", "deployment", "server", "service", "imap", "smtp"}


def declared(root):
    """Headers that declare object types, and the names of the types."""
    headers, names = set(), set()
    for path in lint.files(root, "src/core/objects"):
        text = lint.without_comments(path.read_text())
        if re.search(r"static const schema::ObjectType& type\(\);", text):
            headers.add(f"objects/{path.name}")
        if path.suffix == ".cpp":
            names.update(re.findall(r'\{\s*\.name = "([a-z_]+)"', text))
    return headers, names - EVERYDAY


def check(root):
    headers, names = declared(root)
    problems = []
    if not names:
        return ["src/core/objects: no object type found"]
    for path in lint.files(root, "src", "services", "include"):
        place = lint.at(root, path)
        if place.startswith("src/core/objects/") or any(place.startswith(allowed) for allowed in ALLOWED):
            continue
        problems += [f"{place}:{number}: includes {name}, the declaration of one object type"
                     for number, name, _ in lint.includes(path) if name in headers]
        for number, line in enumerate(lint.without_comments(path.read_text()).splitlines(), 1):
            problems += [f"{place}:{number}: spells the name of the object type {name}"
                         for name in re.findall(r'"([a-z_]+)"', line) if name in names]
    return problems


GOOD = {
    "src/core/objects/job.hpp": "struct Job {\n  static const schema::ObjectType& type();\n};\n",
    "src/core/objects/job.cpp": 'Define<Job>({.name = "scheduler_job", .label = "Job"});\n',
    "src/core/objects/all.hpp": "const schema::Registry& all();\n",
    "src/server/jobs.cpp": '#include "objects/job.hpp"\n',
    "src/cli/main.cpp": '#include "objects/all.hpp"\n// "scheduler_job" in a comment\nauto text = "a scheduler_job";\n',
}
BAD = [
    ("includes objects/job.hpp", {"src/cli/main.cpp": '#include "objects/job.hpp"\n'}),
    ("spells the name of the object type scheduler_job", {"src/core/odb/t.cpp": 'if (type.name == "scheduler_job") {}\n'}),
    ("no object type found", {"src/core/objects/job.cpp": "\n"}),
]

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
