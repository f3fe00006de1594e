"""The case `scheduler`: what zato-scheduler costs with many jobs, how late it fires, how long jobs wait when the active one dies."""
import json
import statistics
import subprocess

import ours

PROGRAM = ours.BIN / "scheduler_bench"
JOBS, FIRES_PER_SECOND, SECONDS, KILLS = 100_000, 1000, 30, 20
LATENESS_MS = 10


def summary(took):
    return f"median {statistics.median(took):.2f} s, maximum {max(took):.2f} s of {len(took)}"


def scheduler(table, _):
    text = subprocess.run([PROGRAM, *map(str, (JOBS, FIRES_PER_SECOND, SECONDS, KILLS))], check=True, capture_output=True, text=True).stdout
    found = json.loads(text.splitlines()[-1])
    idle, busy, failover = found["idle"], found["busy"], found["failover"]
    table.add(f"scheduler with {JOBS:,} jobs, nothing due", f"RSS {idle['memory_mb']:.0f} MB, CPU {idle['cpu_percent']:.2f} %")
    table.add("its start until it is active: the first time, later", f"{idle['first_start_s']:.2f} s, {idle['start_s']:.2f} s")
    table.add(f"{busy['fires_per_s']:,.0f} fires per second: how late Redis has it on disk",
              f"p50 {busy['p50_ms']:.1f} ms, p99 {busy['p99_ms']:.1f} ms, p99.9 {busy['p999_ms']:.1f} ms; CPU {busy['cpu_percent']:.0f} %, "
              f"RSS {busy['memory_mb']:.0f} MB", f"p99 <= {LATENESS_MS} ms", busy["p99_ms"] <= LATENESS_MS)
    table.add("from the kill of the active scheduler to another one's first run, K = 1 s", summary(failover["killed_s"]), "<= 2 s and the run's own wait")
    table.add("from the clean stop of the active one to another one's first run", summary(failover["stopped_s"]))


CASES = {"scheduler": scheduler}
