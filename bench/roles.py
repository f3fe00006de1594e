"""Case about the role of which a cluster has one holder: how long it stays empty when the singleton dies or is stopped."""
import contextlib
import os
import signal
import sqlite3
import statistics
import time

import ours
import processes

KEEP_ALIVE = 1.0
KILLS = 20
STOPS = 10


def holder(odb):
    """(name of the server, epoch)"""
    name, epoch = odb.execute("SELECT holder, epoch FROM keep_alive WHERE role = 'singleton'").fetchone() or ("", 0)
    return name.partition("#")[0], epoch


def moved(odb, epoch):
    name, now = holder(odb)
    return bool(name) and now > epoch


def seconds_until_moved(cluster, odb, number):
    name, epoch = holder(odb)
    parent = int((cluster.root / name / "pidfile").read_text())
    begin = time.monotonic()
    os.kill(parent, number)
    processes.wait_until("the role has moved", lambda: moved(odb, epoch))
    took = time.monotonic() - begin
    if number == signal.SIGTERM:
        cluster.command("zato", "stop", cluster.root / name)
        cluster.command("zato", "start", cluster.root / name)
    for server in range(1, cluster.servers + 1):
        processes.wait_until("the servers answer", lambda: processes.answers(cluster.url(server)))
    return took


def show(table, what, took, target):
    table.add(what, f"median {statistics.median(took):.2f} s, maximum {max(took):.2f} s", f"<= {target:g} s", max(took) <= target)


def failover(table, _):
    environment = {"ZATO_SINGLETON__CONNECTOR_SERVER_KEEP_ALIVE_JOB_TIME": str(KEEP_ALIVE)}
    with ours.cluster(3, 1, environment) as cluster, contextlib.closing(sqlite3.connect(cluster.root / "zato.db")) as odb:
        processes.wait_until("a server is the singleton", lambda: moved(odb, 0))
        killed = [seconds_until_moved(cluster, odb, signal.SIGKILL) for _ in range(KILLS)]
        stopped = [seconds_until_moved(cluster, odb, signal.SIGTERM) for _ in range(STOPS)]
    show(table, f"the role of a killed singleton has another holder, K = {KEEP_ALIVE:g} s, {KILLS} times", killed, 2 * KEEP_ALIVE)
    show(table, f"the role of a stopped one, {STOPS} times", stopped, 1)


CASES = {"failover": failover}
