"""What services cost others: the case `cpu`, pings beside services that compute on every core, and the case `idle-services`, memory of
services that nobody calls."""
import contextlib
import http.client
import statistics
import threading
import time

import measure
import ours
import processes

LIMIT = 30_000_000  # of /demo/cpu: a good part of a second on one core
SERVICES = 1_000


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def pings(port, count, pause=0.002):
    """Seconds of `count` pings, one after the other on one connection, at a pace that leaves the server idle."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    times = []
    for _ in range(count):
        time.sleep(pause)
        begin = time.perf_counter()
        connection.request("GET", "/zato/ping")
        connection.getresponse().read()
        times.append(time.perf_counter() - begin)
    connection.close()
    return times


@contextlib.contextmanager
def computing(port, callers):
    """So many callers of the service that computes, each with its next call as soon as the last one is answered."""
    ended = threading.Event()
    done = []

    def call():
        while not ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            connection.request("GET", f"/demo/cpu?limit={LIMIT}")
            done.append(connection.getresponse().status)
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.5)
        yield done
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def cpu(table, arguments):
    cores = measure.cpu_count()
    idle, busy, share, calls = [], [], [], []
    with ours.cluster(1, 1) as cluster:
        port, workers = cluster.server_ports[0], cluster.pids()["workers"]
        pings(port, 200)
        for _ in range(arguments.rounds):
            idle.append(pings(port, 1000))
            with computing(port, 2 * cores) as done:
                before, began = measure.cpu_seconds(workers), time.monotonic()
                busy.append(pings(port, 1000))
                share.append((measure.cpu_seconds(workers) - before) / (time.monotonic() - began) / cores)
            calls += done
    for name, runs in (("idle", idle), ("beside CPU-bound services on every core", busy)):
        table.add(f"`/zato/ping`, {name}", ", ".join(f"{text} {1000 * statistics.median(quantile(run, part) for run in runs):.2f} ms"
                                                    for text, part in (("p50", 0.5), ("p99", 0.99))))
    table.add("of all cores used by the computing services", f"{statistics.median(share):.0%}, {calls.count(200)} of {len(calls)} calls answered")
    ratio = statistics.median(quantile(run, 0.99) for run in busy) / statistics.median(quantile(run, 0.99) for run in idle)
    table.add("p99 of pings beside CPU-bound services, to idle", f"{ratio:.2f}", "<= 2", ratio <= 2)


def many_python(current):
    for i in range(SERVICES):
        (current / f"bench_{i:04}.py").write_text(
            f"from zato.server.service import Service\n\n\nclass Service{i:04}(Service):\n    name = 'bench.python.{i:04}'\n\n"
            f"    def handle(self):\n        self.response.payload = {{'n': {i}}}\n")


def many_native(current):
    """Copies of one module with another name of the same length inside."""
    module = (processes.ROOT / "build/release/lib/bench/orders.so").read_bytes()
    name = b"bench.orders.cpp"
    for i in range(SERVICES):
        (current / f"bench_{i:04}.so").write_bytes(module.replace(name, f"bench.{i:06}.cpp".encode()))


def worker_memory(fill):
    def before_start(cluster):
        fill(cluster.root / "server1" / "work" / "hot-deploy" / "current")
    with ours.cluster(1, 1, environment={"ZATO_MAIN__BOOT_TIMEOUT": "120"}, before_start=before_start) as cluster:
        return sum(measure.memory(pid)[0] for pid in cluster.pids()["workers"])


def one_python(current):
    (current / "bench_one.py").write_text("from zato.server.service import Service\n\n\nclass One(Service):\n    name = 'bench.one'\n\n"
                                          "    def handle(self):\n        pass\n")


def idle_services(table, _):
    plain, python = worker_memory(lambda current: None), worker_memory(one_python)
    for text, before, fill in (("C++ service in a module of its own", plain, many_native), ("Python service in a file of its own", python, many_python)):
        each = (worker_memory(fill) - before) * 1024 / SERVICES
        table.add(f"resident memory of an idle {text}, of {SERVICES:,}", f"{each:.0f} KB", "<= 50 KB", each <= 50)


CASES = {"cpu": cpu, "idle-services": idle_services}
