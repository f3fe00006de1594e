"""Case about hot deployment: how soon many services, and one, are callable on all servers; what an idle service costs."""
import base64
import json
import re
import statistics
import subprocess
import time

import configuration
import measure
import ours
import processes

MANY = 1000
SERVERS = 2

SERVICE = """from zato.server.service import Service

class Answer(Service):
    name = 'bench.deployed.{number}'

    def handle(self):
        self.response.payload = {{'number': {number}, 'version': {version}}}
"""


def python_files(count, version):
    return [{"name": f"deployed_{number}.py", "payload": encoded(SERVICE.format(number=number, version=version).encode())} for number in range(count)]


def encoded(data):
    return base64.b64encode(data).decode()


def modules(count):
    """Modules of C++ that differ in the name of their service: the sample, with other bytes in the place of it."""
    with processes.work_directory() as directory:
        module = directory / "demo_echo.so"
        subprocess.run([ours.BIN / "zato", "service", "build", processes.ROOT / "services" / "echo" / "echo.cpp", "--out", module], check=True, capture_output=True)
        sample = module.read_bytes()
    assert b"demo.echo\0" in sample
    return [{"name": f"module_{number}.so", "payload": encoded(sample.replace(b"demo.echo\0", f"de.{number:06}\0".encode()))} for number in range(count)]


def resident(cluster):
    """KB of the workers, not counting what they share."""
    return sum(measure.memory(pid)[1] for pid in cluster.pids()["workers"]) * 1024


def timed(call):
    begin = time.monotonic()
    answer = call()
    return time.monotonic() - begin, answer


def called_everywhere(cluster, names):
    """All of these answer on all servers: asked once each."""
    for port in cluster.server_ports:
        admin = configuration.Admin(port)
        for name in names:
            admin.call(name)


def loaded_in(cluster, run):
    """What the workers say of the time that loading took them: [ms]."""
    pattern = re.compile(rf"deployment {run}: \d+ files are loaded beside what is in force in ([\d.]+) ms")
    logs = ((cluster.root / f"server{number}" / "logs" / "server.log").read_text() for number in range(1, SERVERS + 1))
    return [float(found) for log in logs for found in pattern.findall(log)]


def many(table, what, files, names, aim):
    # A body of a thousand modules is larger than what servers take unless they are told.
    with ours.cluster(SERVERS, 1, environment={"ZATO_HTTP__MAX_BODY_BYTES": str(1 << 30), "ZATO_HTTP__MAX_BODY_MEMORY": str(2 << 30)}) as cluster:
        admin = configuration.administered(cluster)
        admin.call("zato.deployment.create", files=[{"name": "first.py", "payload": encoded(SERVICE.format(number=-1, version=0).encode())}])
        before = resident(cluster)
        body = json.dumps({"files": files}).encode()  # Python takes its time for it
        took, answer = timed(lambda: admin.send("zato.deployment.create", body))
        time.sleep(5)  # servers give back in a lull what the upload has taken
        after = resident(cluster)
        table.add(f"{MANY:,} {what} from the upload until in force on {SERVERS} servers", f"{took:.2f} s", "< 1 s", took < 1)
        times = loaded_in(cluster, answer["deployment"])
        table.add(f"of that, loading in each worker (at the same time)", f"{max(times):.0f} ms" if times else "?")
        table.add(f"proportional memory of an idle one of {MANY:,} {what}", f"{(after - before) / MANY / SERVERS:.1f} KB", aim, None)
        called_everywhere(cluster, names[:: max(1, len(names) // 50)])


def deploy(table, _):
    many(table, "Python services, a file each,", python_files(MANY, 1), [f"bench.deployed.{number}" for number in range(MANY)], "<= 50 KB")
    many(table, "C++ modules", modules(MANY), [f"de.{number:06}" for number in range(MANY)], "<= 50 KB")
    with ours.cluster(SERVERS, 1) as cluster:
        admin = configuration.administered(cluster)
        totals, loads = [], []
        for version in range(20):
            took, answer = timed(lambda version=version: admin.call("zato.deployment.create", files=python_files(1, version)))
            totals.append(took * 1000)
            loads += loaded_in(cluster, answer["deployment"])
        called_everywhere(cluster, ["bench.deployed.0"])
    loads = loads or [float("nan")]
    table.add(f"one Python service from the upload until in force on {SERVERS} servers", f"median {statistics.median(totals):.0f} ms")
    table.add("of that, loading it in a worker", f"median {statistics.median(loads):.2f} ms", "< 1 ms", statistics.median(loads) < 1)
