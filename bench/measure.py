"""Measurements: one load run by wrk, memory of processes, many idle connections."""
import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess


class Run:
    def __init__(self, requests_per_second, p99_ms, errors, cpu_us):
        self.requests_per_second, self.p99_ms, self.errors = requests_per_second, p99_ms, errors
        self.cpu_us = cpu_us  # CPU time of the server per request, kernel's part included


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
        fields = text[text.rindex(")") + 2:].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wrk(url, seconds, connections=32, pids=(), script=None):
    """wrk with one thread, so that client and server have one of the two cores each. Where wrk is the slower of the two, requests
    per second say less about a server than the CPU time that each costs it."""
    before = cpu_seconds(pids)
    text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *(["-s", str(script)] if script else []), url],
                          check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", text).groups()
    errors = sum(int(number) for number in re.findall(r"(?:connect|read|write|timeout|responses:) (\d+)", text))
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    return Run(rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit], errors, (cpu_seconds(pids) - before) * 1e6 / requests)


def interleaved(urls, rounds, seconds, connections=32, pids={}, script=None):
    """{name: Run of medians}; every round measures each target once, so that a change of the machine's speed meets all alike."""
    runs = {name: [] for name in urls}
    for url in urls.values():
        wrk(url, 1, connections, script=script)  # warm-up
    for _ in range(rounds):
        for name, url in urls.items():
            runs[name].append(wrk(url, seconds, connections, pids.get(name, ()), script))
    return {name: Run(statistics.median(r.requests_per_second for r in several),
                      statistics.median(r.p99_ms for r in several),
                      sum(r.errors for r in several),
                      statistics.median(r.cpu_us for r in several)) for name, several in runs.items()}


def all_pids():
    return sorted(int(entry.name) for entry in pathlib.Path("/proc").glob("[0-9]*"))


def arguments_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def children(pid):
    found = []
    for child in all_pids():
        try:
            text = pathlib.Path(f"/proc/{child}/stat").read_text()
        except OSError:
            continue
        if int(text[text.rindex(")") + 2:].split()[1]) == pid:
            found += [child] + children(child)
    return found


def memory(pid):
    """(resident, proportional) in MB."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M).group(1)) / 1024 for name in ("Rss", "Pss"))


def peak_memory(pid):
    """Most MB that were resident at a time."""
    return int(re.search(r"^VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M).group(1)) / 1024


def allow_many_files():
    """Raises the soft limit of open files to the hard one; returns it. Children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def idle_connections(port, count, path, pids):
    """Opens `count` keep-alive connections, sends one request on each, leaves them idle. Returns (MB more in all pids, connections
    still open and answering at the end)."""
    def total():
        return sum(memory(pid)[0] for pid in pids)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as first:
        first.sendall(request)
        first.recv(65536)
        before = total()
        sockets = []
        try:
            for _ in range(count):
                connection = socket.create_connection(("127.0.0.1", port), timeout=10)
                connection.sendall(request)
                sockets.append(connection)
                connection.recv(65536)
            after = total()
            alive = 0
            for connection in sockets:
                connection.sendall(request)
                alive += connection.recv(65536).startswith(b"HTTP/1.1 200")
            return after - before, alive
        finally:
            for connection in sockets:
                connection.close()


def open_files_needed(count):
    limit = allow_many_files()
    if limit < count + 200:
        raise SystemExit(f"bench: {count} connections need ulimit -n {count + 200}, the hard limit is {limit}")


def cpu_count():
    return os.cpu_count() or 1
