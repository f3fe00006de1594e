"""Cases about configuration: changes through the admin API, how soon a change is in force among many objects, start-up with many,
files of many objects, what a command costs beyond its server's time."""
import base64
import concurrent.futures
import contextlib
import http.client
import json
import pathlib
import sqlite3
import statistics
import subprocess
import time

import measure
import ours
import processes

PASSWORD = "known-to-the-benchmark"
MANY = 100_000
IN_A_FILE = 10_000


class Admin:
    """One keep-alive connection to the admin API of one server, as admin.invoke."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        login = base64.b64encode(f"admin.invoke:{PASSWORD}".encode()).decode()
        self.headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}

    def call(self, called, **body):
        return self.send(called, json.dumps(body))

    def send(self, called, body):
        self.connection.request("POST", f"/zato/api/invoke/{called}", body, self.headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise SystemExit(f"bench: {called}: {response.status} {text[:500]}")
        return json.loads(text)


def administered(cluster):
    """An Admin of server 1, once every server knows its password."""
    new = json.dumps({"name": "admin.invoke", "password1": PASSWORD, "password2": PASSWORD})
    cluster.command("zato", "service", "invoke", cluster.root / "server1", "zato.security.basic-auth.change-password", "--payload", new)
    login = base64.b64encode(f"admin.invoke:{PASSWORD}".encode()).decode()
    for port in cluster.server_ports:
        url = f"http://127.0.0.1:{port}/zato/api/invoke/zato.config.status"
        processes.wait_until("the password is known", lambda: accepted(url, {"Authorization": f"Basic {login}"}), 60)
    return Admin(cluster.server_ports[0])


def accepted(url, headers):
    try:
        return processes.fetch(url, headers)[0] == 200
    except OSError:
        return False


def channel(name, path):
    return {"name": name, "connection": "channel", "transport": "plain_http", "url_path": path, "service": "demo.echo"}


def changes_per_second(cluster, seconds, editors):
    """Each editor edits a channel of its own over a connection of its own, as fast as it gets answers."""
    administered(cluster)
    admins = [Admin(cluster.server_ports[i % len(cluster.server_ports)]) for i in range(editors)]
    for i, admin in enumerate(admins):
        admin.call("zato.http-soap.create", **channel(f"edited.{i}", f"/edited/{i}"))
    end = time.monotonic() + seconds

    def edit(i):
        done = 0
        while time.monotonic() < end:
            done += 1
            admins[i].call("zato.http-soap.edit", name=f"edited.{i}", cache_expiry=done)
        return done

    with concurrent.futures.ThreadPoolExecutor(editors) as pool:
        return sum(pool.map(edit, range(editors))) / seconds


def commits_of_sqlite(seconds):
    """Durable transactions of one connection with nothing but two small writes: what the engine and the disk allow."""
    with processes.work_directory() as directory, contextlib.closing(sqlite3.connect(directory / "raw.db", isolation_level=None)) as odb:
        odb.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER);"
                          "CREATE TABLE c (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO t VALUES (1, 0);")
        done, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            odb.execute("BEGIN IMMEDIATE")
            odb.execute("UPDATE t SET v = v + 1 WHERE id = 1")
            odb.execute("INSERT INTO c (v) VALUES ('{\"field\": 1}')")
            odb.execute("COMMIT")
            done += 1
        return done / seconds


def commits_of_postgresql(server, seconds):
    server.sql("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)", "CREATE TABLE c (id SERIAL PRIMARY KEY, v TEXT)",
               "INSERT INTO t VALUES (1, 0)")
    script = server.directory / "commit.sql"
    script.write_text("BEGIN;\nUPDATE t SET v = v + 1 WHERE id = 1;\nINSERT INTO c (v) VALUES ('{\"field\": 1}');\nCOMMIT;\n")
    text = server.run("pgbench", "--no-vacuum", "--client", "1", "--time", str(seconds), "--file", str(script), "postgres")
    return float(next(line for line in text.splitlines() if line.startswith("tps")).split()[2])


def changes(table, arguments):
    raw = statistics.median(commits_of_sqlite(1) for _ in range(3))
    for editors in (1, 8):
        with ours.cluster(2, 1) as cluster:
            rate = changes_per_second(cluster, arguments.seconds, editors)
        table.add(f"changes through the admin API, SQLite, {editors} editors, 2 servers", f"{rate:,.0f}/s")
    table.add("bare SQLite commits of two small writes", f"{raw:,.0f}/s")
    with processes.postgresql() as server:
        for editors in (1, 8):
            with ours.cluster(2, 1, create_arguments=server.create_arguments(f"zato{editors}")) as cluster:
                rate = changes_per_second(cluster, arguments.seconds, editors)
            table.add(f"changes through the admin API, PostgreSQL, {editors} editors, 2 servers", f"{rate:,.0f}/s")
        table.add("bare PostgreSQL commits of two small writes, 1 client", f"{commits_of_postgresql(server, arguments.seconds):,.0f}/s")


def seconds_until_in_force(cluster, admin, rounds):
    """From the answer to a new path of one channel until both servers, of one worker each, serve it: [seconds]."""
    admin.call("zato.http-soap.create", **channel("moving", "/moving"))
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for port in cluster.server_ports]
    took = []
    for i in range(rounds):
        admin.call("zato.http-soap.edit", name="moving", url_path=f"/moving/{i}")
        answered = time.monotonic()
        for connection in connections:
            while True:
                connection.request("GET", f"/moving/{i}")
                response = connection.getresponse()
                response.read()
                if response.status == 200:
                    break
        took.append(time.monotonic() - answered)
    return took


def in_force(table, _):
    medians = {}
    for count in (0, MANY):
        with ours.cluster(2, 1, before_start=lambda made, count=count: ours.add_channels(made, count)) as cluster:
            took = sorted(seconds_until_in_force(cluster, administered(cluster), 100))
        medians[count] = statistics.median(took) * 1000
        table.add(f"a change in force on 2 servers after its answer, among {count:,} more objects",
                  f"median {medians[count]:.2f} ms, p99 {took[98] * 1000:.2f} ms", "p99 <= 100 ms", took[98] <= 0.1)
    table.add("the same, among 100,000 to among none", f"{medians[MANY] / medians[0]:.2f}", "does not grow", None)


def startup(table, _):
    for count in (0, MANY):
        with processes.work_directory() as directory:
            made = ours.Cluster(directory, 1, 1)
            made.create()
            ours.add_channels(made, count)
            begin = time.monotonic()
            made.start()
            url = made.url().replace("/zato/ping", "/bench/99998" if count else "/zato/ping")
            processes.wait_until("the server answers", lambda: processes.answers(url), 60)
            seconds = time.monotonic() - begin
            resident = sum(measure.memory(pid)[0] for pid in made.pids()["workers"])
            made.stop()
        table.add(f"start of an environment of 1 server with {count:,} more objects", f"{seconds:.2f} s, worker {resident:.0f} MB")


def enmasse_file(path, count):
    lines = ["channel_rest:"]
    for i in range(count):
        lines += [f"  - name: file.{i}", "    service: demo.echo", f"    url_path: /file/{i}"]
    path.write_text("\n".join(lines) + "\n")


def timed(cluster, *arguments, codes=(0,)):
    begin = time.monotonic()
    finished = subprocess.run([str(argument) for argument in arguments], env=cluster.environment, capture_output=True, text=True)
    if finished.returncode not in codes:
        raise SystemExit(f"bench: {' '.join(map(str, arguments))}: {finished.returncode}\n{finished.stdout[-500:]}{finished.stderr[-2000:]}")
    return time.monotonic() - begin


def file_of_many(table, _):
    with ours.cluster(2, 1) as cluster:
        path = pathlib.Path(cluster.root) / "many.yaml"
        enmasse_file(path, IN_A_FILE)
        where = ("--path", cluster.root / "server1")
        table.add(f"`zato config plan` of {IN_A_FILE:,} new objects", f"{timed(cluster, 'zato', 'config', 'plan', *where, '-f', path, codes=(1,)):.2f} s")
        table.add("`zato config apply` of them, until in force on 2 servers",
                  f"{timed(cluster, 'zato', 'config', 'apply', *where, '-f', path):.2f} s")
        table.add("`zato config plan` of them again: nothing to do", f"{timed(cluster, 'zato', 'config', 'plan', *where, '-f', path):.2f} s")


def commands(table, arguments):
    """The server's time is that of the same call over a connection that is open already."""
    with ours.cluster(1, 1) as cluster:
        admin = administered(cluster)
        where = ("--path", cluster.root / "server1")
        cases = {"rest-channel list": (("zato", "rest-channel", "list", *where, "-o", "json"),
                                       lambda: admin.call("zato.http-soap.get-list", connection="channel", transport="plain_http")),
                 "config status": (("zato", "config", "status", *where), lambda: admin.call("zato.config.status")),
                 "component-version": (("zato", "component-version", cluster.root / "server1"), lambda: None)}
        for name, (command, same) in cases.items():
            beyond = []
            for _ in range(arguments.rounds * 4):
                whole = timed(cluster, *command)
                begin = time.monotonic()
                same()
                beyond.append((whole - (time.monotonic() - begin)) * 1000)
            median = statistics.median(beyond)
            table.add(f"`zato {name}` beyond the server's time", f"{median:.1f} ms", "<= 50 ms", median <= 50)


CASES = {"changes": changes, "in_force": in_force, "startup": startup, "file": file_of_many, "commands": commands}
