#!/usr/bin/env python3
"""Third-party headers stay in the few files that wrap them, so that a change of library touches one folder and compile times
stay low (a Beast translation unit costs 6-20 s). A new wrapper file is added to the table below, with thought."""
import fnmatch
import re

import lint

# (what the include looks like, files that may have it, at most so many of them)
QUARANTINE = [
    (r"boost/beast", ["src/core/http/*_beast.cpp", "src/core/http/*_beast.hpp"], 4),
    (r"boost/asio|boost/context|boost/system", ["src/core/rt/*", "src/core/http/*_beast.cpp", "src/core/http/*_beast.hpp"], 40),
    (r"pqxx/|libpq", ["src/core/odb/postgres/*"], 10),
    (r"sqlite3\.h", ["src/core/odb/sqlite/*"], 6),
    (r"hiredis/", ["src/core/broker/*"], 4),
    (r"CLI/", ["src/cli/main.cpp"], 1),
    (r"argon2\.h", ["src/core/security/*"], 1),
    (r"openssl/", ["src/core/security/*", "src/core/rt/tls*"], 14),
    (r"archive\.h|archive_entry\.h", ["src/core/deploy/archive_reader.cpp"], 1),
    (r"zlib\.h", ["src/core/http/gzip.cpp"], 1),
    (r"spdlog/", ["src/core/log/log.cpp"], 1),
    (r"pybind11/|Python\.h", ["src/core/service/python/engine/*"], 8),
    (r"yaml\.h", ["src/core/enmasse/yaml_reader.cpp"], 1),
    (r"libxml/", ["src/core/service/formats/xml.cpp"], 1),
]
# Umbrella headers cost seconds per file; the parts are included instead.
UMBRELLAS = re.compile(r"boost/(asio|beast)\.hpp|boost/beast/(core|http)\.hpp$")
UMBRELLA_FILES = ["src/core/http/*_beast.cpp", "src/core/http/*_beast.hpp"]  # Beast's own two groups are fine there
# What service authors include pulls in the standard library and nothing else, but for the one header they include for JSON.
PUBLIC_ALLOWED = re.compile(r"zato/|nlohmann/json_fwd\.hpp$|[a-z_]+$")
PUBLIC_EXCEPTIONS = {("include/zato/json.hpp", "nlohmann/json.hpp")}


def allowed(name, patterns):
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def check(root):
    problems = []
    users = {pattern: set() for pattern, _, _ in QUARANTINE}
    for path in lint.files(root, "include", "src", "services"):
        relative = str(path.relative_to(root))
        for number, name, _ in lint.includes(path):
            if UMBRELLAS.match(name) and not (name.startswith("boost/beast/") and allowed(relative, UMBRELLA_FILES)):
                problems.append(f"{relative}:{number}: umbrella header {name}")
            for pattern, places, _ in QUARANTINE:
                if re.match(pattern, name):
                    users[pattern].add(relative)
                    if not allowed(relative, places):
                        problems.append(f"{relative}:{number}: {name} is allowed only in {' '.join(places)}")
            if (relative.startswith("include/") and not PUBLIC_ALLOWED.match(name)
                    and (relative, name) not in PUBLIC_EXCEPTIONS):
                problems.append(f"{relative}:{number}: a public header must not include {name}")
    for pattern, _, limit in QUARANTINE:
        if len(users[pattern]) > limit:
            problems.append(f"{pattern}: included by more than {limit} files: {' '.join(sorted(users[pattern]))}")
    return problems


GOOD = {
    "src/core/http/server_beast.cpp": "#include <boost/beast/http.hpp>\n#include <boost/asio/buffer.hpp>\n",
    "src/core/log/log.cpp": "#include <spdlog/spdlog.h>\n",
    "src/cli/main.cpp": "#include <CLI/CLI.hpp>\n",
    "include/zato/service.hpp": '#include <string>\n#include "zato/request.hpp"\n#include <nlohmann/json_fwd.hpp>\n',
}
BAD = [
    ("allowed only in", {"src/core/http/router.cpp": "#include <boost/beast/http/verb.hpp>\n"}),
    ("allowed only in", {"src/core/odb/pool.cpp": "#include <pqxx/pqxx>\n"}),
    ("allowed only in", {"src/core/odb/pool.cpp": "#include <sqlite3.h>\n"}),
    ("allowed only in", {"src/core/service/x.cpp": "#include <hiredis/hiredis.h>\n"}),
    ("allowed only in", {"src/cli/commands/start.cpp": "#include <CLI/App.hpp>\n"}),
    ("allowed only in", {"src/lb/agent.cpp": "#include <openssl/ssl.h>\n"}),
    ("allowed only in", {"src/core/log/line.cpp": "#include <spdlog/common.h>\n"}),
    ("umbrella header", {"src/core/rt/loop.cpp": "#include <boost/asio.hpp>\n"}),
    ("more than 4 files", {f"src/core/http/x{i}_beast.cpp": "#include <boost/beast/http.hpp>\n" for i in range(4)}),
    ("a public header must not include", {"include/zato/x.hpp": "#include <boost/config.hpp>\n"}),
    ("a public header must not include", {"include/zato/x.hpp": "#include <nlohmann/json.hpp>\n"}),
    ("a public header must not include", {"include/zato/service.hpp": '#include "zato/json.hpp"\n#include <nlohmann/json.hpp>\n'}),
]

if __name__ == "__main__":
    lint.main(check, GOOD, BAD)
