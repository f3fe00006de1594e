"""The cases of outgoing REST. `proxy`: a service that passes a POST of 1 KB on, against nginx `proxy_pass` and against gunicorn with the
library `requests`. `concurrent`: 5,000 requests at a time, each of which waits 1 s for an outgoing call."""
import json
import selectors
import shutil
import socket
import time

import measure
import ours
import processes

SERVICES = ("outgoing.py", processes.HERE / "services" / "outgoing.py"), ("outgoing.so", processes.ROOT / "build/release/lib/bench/outgoing.so")
SCRIPT = processes.HERE / "peers" / "kilobyte.lua"


def deploy(cluster):
    for name, path in SERVICES:
        shutil.copy(path, cluster.root / "server1" / "work" / "hot-deploy" / "current" / name)


def create(cluster, **fields):
    cluster.command("zato", "service", "invoke", cluster.root / "server1", "zato.http-soap.create", "--payload", json.dumps(fields))


def add_connection(cluster, name, port, path, pool_size=100):
    create(cluster, name=name, connection="outgoing", transport="plain_http", host=f"http://127.0.0.1:{port}",
           url_path=path, pool_size=pool_size, timeout=60)


def add_channel(cluster, service):
    create(cluster, name=service, connection="channel", transport="plain_http", url_path=f"/{service}", service=service)
    url = cluster.url().replace("/zato/ping", f"/{service}")
    processes.wait_until(f"{url} is there", lambda: processes.status_of(url) != 404)
    return url


GUNICORN = "gunicorn+gevent with `requests`"


def proxy(table, arguments):
    """What applications do with `requests` is `requests.post`; a Session that keeps its connections is the best it can do."""
    backend_port, nginx_port, kept_port, plain_port = processes.free_ports(4)
    with processes.nginx(backend_port, "backend.conf"), processes.nginx(nginx_port, "proxy.conf", BACKEND=backend_port) as nginx, \
            processes.gunicorn(kept_port, f"wsgi_proxy:kept({backend_port})", ready=processes.listens(kept_port)) as kept, \
            processes.gunicorn(plain_port, f"wsgi_proxy:plain({backend_port})", ready=processes.listens(plain_port)) as plain, \
            ours.cluster(1, 1, before_start=deploy) as cluster:
        add_connection(cluster, "backend", backend_port, "/")
        urls = {language: add_channel(cluster, f"bench.proxy.{language}") for language in ("cpp", "python")}
        workers = cluster.pids()["workers"]
        urls |= {name: f"http://127.0.0.1:{port}/" for name, port in (("nginx", nginx_port), ("kept", kept_port), ("plain", plain_port))}
        runs = measure.interleaved(urls, arguments.rounds, arguments.seconds, script=SCRIPT,
                                   pids={"cpp": workers, "python": workers, "nginx": measure.children(nginx.pid),
                                         "kept": measure.children(kept.pid), "plain": measure.children(plain.pid)})
    for name, text in (("cpp", "POST of 1 KB passed on by a C++ service, 1 worker"), ("python", "by a Python service"),
                       ("nginx", "by nginx `proxy_pass`, 1 worker, connections kept"), ("plain", f"by {GUNICORN}.post"),
                       ("kept", f"by {GUNICORN}.Session, connections kept")):
        run = runs[name]
        table.add(text, f"{run.requests_per_second:,.0f}/s, p99 {run.p99_ms:.2f} ms, {run.cpu_us:.1f} us of CPU" +
                  (f", {run.errors} errors" if run.errors else ""))
    rate = {name: run.requests_per_second for name, run in runs.items()}
    table.add("proxy in C++, ratio by CPU time to nginx", f"{runs['nginx'].cpu_us / runs['cpp'].cpu_us:.2f}")
    for peer, text, least in (("nginx", "nginx", 0.5), ("plain", f"{GUNICORN}.post", 25)):
        ratio = rate["cpp"] / rate[peer]
        table.add(f"proxy in C++, ratio to {text}", f"{ratio:.2f}", f">= {least}", ratio >= least)
    for ours_, other, text in (("cpp", "kept", f"proxy in C++, ratio to {GUNICORN}.Session"), ("nginx", "plain", f"nginx, ratio to {GUNICORN}.post"),
                               ("nginx", "kept", f"nginx, ratio to {GUNICORN}.Session"), ("python", "plain", f"proxy in Python, ratio to {GUNICORN}.post")):
        table.add(text, f"{rate[ours_] / rate[other]:.2f}")


def all_at_once(port, path, count):
    """(how many were answered with 200, seconds) of `count` requests on as many connections."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    waiting = selectors.DefaultSelector()
    begin = time.monotonic()
    for _ in range(count):
        client = socket.create_connection(("127.0.0.1", port), timeout=30)
        client.sendall(request)
        waiting.register(client, selectors.EVENT_READ)
    answered = 0
    while waiting.get_map() and time.monotonic() < begin + 60:
        for key, _ in waiting.select(1):
            answered += key.fileobj.recv(65536).startswith(b"HTTP/1.1 200")
            waiting.unregister(key.fileobj)
            key.fileobj.close()
    return answered, time.monotonic() - begin


def concurrent(table, arguments):
    count = arguments.waiting
    measure.open_files_needed(2 * count)
    (port,) = processes.free_ports(1)
    with processes.late(port), ours.cluster(1, 1, before_start=deploy) as cluster:
        add_connection(cluster, "late", port, "/", pool_size=count)
        for language, text in (("cpp", "C++"), ("python", "Python")):
            add_channel(cluster, f"bench.wait.{language}")
            (worker,) = cluster.pids()["workers"]
            before = measure.memory(worker)[0]
            cpu = measure.cpu_seconds([worker])
            answered, seconds = all_at_once(cluster.server_ports[0], f"/bench.wait.{language}", count)
            table.add(f"{count:,} requests at a time that wait 1 s for an outgoing call, {text}, 1 worker",
                      f"{answered:,} answered in {seconds:.2f} s, {measure.cpu_seconds([worker]) - cpu:.2f} s of CPU, "
                      f"{measure.peak_memory(worker) - before:.0f} MB more at most", "all", answered == count)


CASES = {"proxy": proxy, "concurrent": concurrent}
