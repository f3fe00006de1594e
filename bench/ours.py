"""Our side of the benchmark: a quickstart cluster made by the release build's own command line."""
import contextlib
import os
import sqlite3
import subprocess
import time

import measure
import processes

BIN = processes.ROOT / "build" / "release" / "bin"


def need_build():
    missing = [name for name in ("zato", "zato-server", "zato-lb") if not (BIN / name).exists()]
    if missing:
        raise SystemExit(f"bench: {BIN} has no {' '.join(missing)}; build first: cmake --preset release && cmake --build --preset release")


class Cluster:
    def __init__(self, directory, servers, workers, environment=None, create_arguments=()):
        self.root = directory / "qs"
        ports = processes.free_ports(servers + 3)
        self.server_ports, (self.lb_port, self.agent_port, self.redis_port) = ports[:servers], ports[servers:]
        self.environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "ZATO_MAIN__WORKERS": str(workers),
                            **(environment or {})}
        self.servers, self.create_arguments = servers, create_arguments

    def command(self, *arguments):
        finished = subprocess.run([str(argument) for argument in arguments], env=self.environment, capture_output=True, text=True)
        if finished.returncode != 0:
            raise SystemExit(f"bench: {' '.join(map(str, arguments))} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}")
        return finished.stdout

    def create(self):
        self.command("zato", "quickstart", "create", self.root, "--servers", self.servers,
                     "--server-port", self.server_ports[0], "--lb-port", self.lb_port,
                     "--lb-agent-port", self.agent_port, "--redis-port", self.redis_port, *self.create_arguments)

    def start(self):
        self.command(self.root / "zato-qs-start.sh")

    def stop(self):
        self.command(self.root / "zato-qs-stop.sh")

    def url(self, number=1):
        return f"http://127.0.0.1:{self.server_ports[number - 1]}/zato/ping"

    def lb_url(self):
        return f"http://127.0.0.1:{self.lb_port}/zato/ping"

    def pids(self):
        """{kind of process: its pids}"""
        kinds = {}
        for number in range(1, self.servers + 1):
            parent = int((self.root / f"server{number}" / "pidfile").read_text())
            kinds.setdefault("server parents", []).append(parent)
            for child in measure.children(parent):
                arguments = measure.arguments_of(child)
                kind = "keepers" if "keeper" in arguments else "trials" if "trial" in arguments else "workers"
                kinds.setdefault(kind, []).append(child)
        kinds["supervisors"] = [pid for pid in measure.all_pids() if measure.arguments_of(pid)[:2] and
                                measure.arguments_of(pid)[0].endswith("zato-supervise") and
                                str(self.root) in measure.arguments_of(pid)[1]]
        kinds["load-balancer agent"] = [int((self.root / "load-balancer" / "pidfile").read_text())]
        return kinds


@contextlib.contextmanager
def cluster(servers, workers, environment=None, before_start=None, create_arguments=()):
    with processes.work_directory() as directory:
        made = Cluster(directory, servers, workers, environment, create_arguments)
        made.create()
        if before_start:
            before_start(made)
        try:
            made.start()
            processes.wait_until("the cluster answers", lambda: processes.answers(made.lb_url()))
            yield made
        finally:
            made.stop()


def seconds_to_first_answer():
    """From the moment `quickstart create` is typed to the first 200 through the load balancer."""
    with processes.work_directory() as directory:
        made = Cluster(directory, 2, 1)
        begin = time.monotonic()
        made.create()
        created = time.monotonic()
        starter = subprocess.Popen([str(made.root / "zato-qs-start.sh")], env=made.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.wait_until("the first answer", lambda: processes.answers(made.lb_url()), 30)
        end = time.monotonic()
        starter.wait()
        made.stop()
        return created - begin, end - begin


def seconds_of_engines():
    """What Redis and HAProxy alone need: started one after the other with configurations like the quickstart's, until they answer."""
    with processes.work_directory() as directory:
        redis_port, lb_port, backend1, backend2 = processes.free_ports(4)
        begin = time.monotonic()
        redis = ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--dir", str(directory), "--appendonly", "yes",
                 "--appendfsync", "always", "--save", ""]
        with processes.running(redis, directory):
            processes.wait_until("Redis answers", lambda: not processes.port_is_free(redis_port))
            config = processes.render("haproxy.cfg", directory, PORT=lb_port, BACKEND1=backend1, BACKEND2=backend2, THREADS=2)
            subprocess.run(["haproxy", "-c", "-f", str(config)], check=True, capture_output=True)
            with processes.running(["haproxy", "-W", "-f", str(config)], directory):
                processes.wait_until("HAProxy listens", lambda: not processes.port_is_free(lb_port))
                return time.monotonic() - begin


def add_channels(made, count):
    """`count` more REST channels before the first start: copies of a demo channel's row, half of them with a path parameter. Straight
    into the SQLite file, because ten thousand commands would take longer than the rest of the benchmark."""
    with contextlib.closing(sqlite3.connect(made.root / "zato.db")) as odb, odb:
        cursor = odb.execute("SELECT * FROM http_soap WHERE name = 'demo.echo'")
        columns = [column[0] for column in cursor.description]
        row = dict(zip(columns, cursor.fetchone()))
        first = odb.execute("SELECT max(id) FROM http_soap").fetchone()[0] + 1
        for i in range(count):
            row |= {"id": first + i, "name": f"bench.{i}", "url_path": f"/bench/{i}/{{id}}" if i % 2 else f"/bench/{i}"}
            odb.execute(f"INSERT INTO http_soap ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", list(row.values()))
