"""The case `messages`: asynchronous invocations per second, from a request over HTTP to the end of the service that it invokes, against raw
clients of the same Redis that add, read and acknowledge one entry at a time. appendfsync is always."""
import json
import os
import re
import shutil
import statistics
import subprocess
import time
import urllib.request

import measure
import ours
import processes

RAW = ours.BIN / "raw_streams"
MODULE = processes.ROOT / "build/release/lib/bench/messages.so"


def deploy(cluster):
    shutil.copy(MODULE, cluster.root / "server1" / "work" / "hot-deploy" / "current" / "messages.so")


def add_channel(cluster, service):
    channel = {"name": service, "connection": "channel", "transport": "plain_http", "url_path": f"/{service}", "service": service}
    cluster.command("zato", "service", "invoke", cluster.root / "server1", "zato.http-soap.create", "--payload", json.dumps(channel))
    url = cluster.url().replace("/zato/ping", f"/{service}")
    processes.wait_until(f"{url} is there", lambda: processes.status_of(url) != 404)
    return url


def password_of(cluster):
    text = next((cluster.root / "broker").rglob("redis.conf")).read_text()
    return re.search(r"^requirepass (\S+)", text, re.M).group(1).strip('"')


def done(cluster, password):
    text = subprocess.run(["redis-cli", "-p", str(cluster.redis_port), "--no-auth-warning", "-a", password, "--scan", "--pattern", "*invoke:books"],
                          check=True, capture_output=True, text=True).stdout.strip()
    value = subprocess.run(["redis-cli", "-p", str(cluster.redis_port), "--no-auth-warning", "-a", password, "HGET", text, "done"],
                           check=True, capture_output=True, text=True).stdout.strip()
    return int(value or 0)


def with_outbox(arguments):
    os.environ["ZATO_MESSAGES__OUTBOX"] = "True"
    try:
        with ours.cluster(1, 1, before_start=deploy) as cluster:
            password, accept = password_of(cluster), add_channel(cluster, "bench.accept")
            before, started = done(cluster, password), time.monotonic()
            measure.wrk(accept, arguments.seconds, connections=64)
            return (done(cluster, password) - before) / (time.monotonic() - started)
    finally:
        del os.environ["ZATO_MESSAGES__OUTBOX"]


def messages(table, arguments):
    with ours.cluster(1, 1, before_start=deploy) as cluster:
        password = password_of(cluster)
        accept, latency = add_channel(cluster, "bench.accept"), add_channel(cluster, "bench.latency")
        ours_rates, raw_rates = [], []
        for _ in range(arguments.rounds):
            before, started = done(cluster, password), time.monotonic()
            measure.wrk(accept, arguments.seconds, connections=64)
            ours_rates.append((done(cluster, password) - before) / (time.monotonic() - started))
            raw_rates.append(float(subprocess.run([RAW, str(cluster.redis_port), password, str(arguments.seconds), "32", "512"], check=True,
                                                  capture_output=True, text=True).stdout))
        took = sorted(int(urllib.request.urlopen(latency).read()) / 1000 for _ in range(500))
    ours_rate, raw_rate = statistics.median(ours_rates), statistics.median(raw_rates)
    table.add("asynchronous invocations, HTTP to done, 1 worker", f"{ours_rate:,.0f}/s")
    table.add("raw XADD + XREADGROUP + XACK, 32 + 32 clients", f"{raw_rate:,.0f}/s")
    table.add("ratio of the two", f"{ours_rate / raw_rate:.2f}", ">= 0.5", ours_rate / raw_rate >= 0.5)
    table.add("the first with the outbox (SQLite)", f"{with_outbox(arguments):,.0f}/s")
    table.add("from invoke_async to the service, one at a time", f"p50 {took[len(took) // 2]:.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms")


CASES = {"messages": messages}
