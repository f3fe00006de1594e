"""The case `python`: one service that reads JSON and returns a dict, in Python and in C++, one worker, against the bare WSGI application
that does the same under `gunicorn -k gevent -w 1`."""
import json
import shutil

import measure
import ours
import processes

ORDERS = ("orders.py", processes.HERE / "services" / "orders.py"), ("orders.so", processes.ROOT / "build/release/lib/bench/orders.so")


def deploy(cluster):
    for name, path in ORDERS:
        shutil.copy(path, cluster.root / "server1" / "work" / "hot-deploy" / "current" / name)


def add_channel(cluster, language):
    channel = {"name": f"bench.{language}", "connection": "channel", "transport": "plain_http", "url_path": f"/bench/{language}",
               "service": f"bench.orders.{language}", "data_format": "json"}
    cluster.command("zato", "service", "invoke", cluster.root / "server1", "zato.http-soap.create", "--payload", json.dumps(channel))
    url = cluster.url().replace("/zato/ping", f"/bench/{language}")
    processes.wait_until(f"{url} is there", lambda: processes.status_of(url) != 404)
    return url


def python(table, arguments):
    (port,) = processes.free_ports(1)
    with processes.gunicorn(port, "wsgi_orders:application", ready=processes.listens(port)) as gunicorn, \
            ours.cluster(1, 1, before_start=deploy) as cluster:
        urls = {language: add_channel(cluster, language) for language in ("python", "cpp")}
        workers = cluster.pids()["workers"]
        runs = measure.interleaved({**urls, "gunicorn": f"http://127.0.0.1:{port}/"}, arguments.rounds, arguments.seconds,
                                   pids={"python": workers, "cpp": workers, "gunicorn": measure.children(gunicorn.pid)},
                                   script=processes.HERE / "peers" / "order.lua")
    peer = runs["gunicorn"]
    for name, text in (("python", "Python service, JSON in and out, 1 worker"), ("cpp", "the same in C++"), ("gunicorn", "bare WSGI under gunicorn+gevent")):
        run = runs[name]
        table.add(text, f"{run.requests_per_second:,.0f}/s, p99 {run.p99_ms:.2f} ms, {run.cpu_us:.1f} us of CPU" +
                  (f", {run.errors} errors" if run.errors else ""))
    for name, text, least in (("python", "Python service", 2), ("cpp", "C++ service", 8)):
        ratio = runs[name].requests_per_second / peer.requests_per_second
        table.add(f"ratio of the {text} to gunicorn+gevent", f"{ratio:.1f}", f">= {least}", ratio >= least)


CASES = {"python": python}
