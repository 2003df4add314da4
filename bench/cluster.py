#!/usr/bin/env python3
"""Measures a cluster of processes on this machine, which examples/cluster/three-nodes starts and ends.

  workers      a job over hosts that drop all packets, with 1, 2 and 4 nodes: the ratio of the times
  hop          calls of port_scan that run on another node, in turn with calls that run where they arrive
  transitions  the time from an order to a breaker of node 1 until both other nodes show it
  takeover     kill -9 of the node with the scheduler: the time until each job, and the schedule, goes on

usage: bench/cluster.py [measurement ...]      as root, because nftables makes 127.72.0.0/13 silent; needs "./sbt stage"
"""
import json, os, signal, statistics, subprocess, sys, tempfile, time, urllib.error, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BASE = 7700
SILENT = "127.72.0.0/13"
TABLE = "switchgear_bench_silent"
ROUNDS = 3


def http(node, method, path, body=None, timeout=20):
    request = urllib.request.Request(f"http://127.0.0.1:{BASE + node}{path}", method=method,
                                     headers={"Content-Type": "application/json", "Accept": "application/json, text/event-stream"},
                                     data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return json.loads(answer.read())


class Nodes:
    """Nodes 1 to count, ended at the end."""

    def __init__(self, count):
        self.count = count
        self.folder = tempfile.mkdtemp(prefix="switchgear-bench-")

    def script(self, *words):
        return subprocess.run([os.path.join(ROOT, "examples/cluster/three-nodes"), "--nodes", str(self.count), "--dir", self.folder,
                               "--base-port", str(BASE), *words], check=True, stdout=subprocess.DEVNULL, timeout=180)

    def __enter__(self):
        self.script("start")
        return self

    def __exit__(self, *failure):
        self.script("stop", "--delete")


def silence():
    subprocess.run(["nft", "-f", "-"], check=True, text=True, input=f"""
add table inet {TABLE}
delete table inet {TABLE}
add table inet {TABLE}
add chain inet {TABLE} input {{ type filter hook input priority -5; }}
add rule inet {TABLE} input ip daddr {SILENT} drop
""")


def job(node, body):
    begun = time.monotonic()
    identity = http(node, "POST", "/api/v1/jobs", body)["id"]
    while True:
        found = http(node, "GET", "/api/v1/jobs/" + identity)
        if found["finished_at"]:
            assert found["state"] == "completed" and found["hosts_done"] == found["hosts_total"], found
            return time.monotonic() - begun
        time.sleep(0.05)


def workers():
    times = {}
    for count in (1, 2, 4):
        with Nodes(count):
            # Other hosts in each job: a fourth scan of the same silent ones within a minute meets their open breakers.
            # 8,192 hosts are 128 blocks, which is four times what four nodes run at once.
            jobs = [{"tool": "port_scan", "arguments": {"targets": [f"127.78.{number * 32}.0/19"], "ports": "1-4", "banners": False}}
                    for number in range(ROUNDS)]
            job(1, {"tool": "port_scan", "arguments": {"targets": ["127.79.0.0/21"], "ports": "1-4", "banners": False}})
            times[count] = [job(1, each) for each in jobs]
        print(f"workers: {count} node(s): {', '.join(f'{each:.2f} s' for each in times[count])}", flush=True)
    for count, wanted in ((2, 1.9), (4, 3.6)):
        ratios = [one / many for one, many in zip(sorted(times[1]), sorted(times[count]))]
        print(f"workers: {count} nodes against one: median {statistics.median(ratios):.2f}, worst {min(times[1]) / max(times[count]):.2f} (wanted {wanted})")


def order(node, action, nodes):
    http(node, "POST", f"/api/v1/breakers/port_scan/{action}", {"operator": "bench", "reason": "measurement", "nodes": nodes})


def breaker(seen_by, node):
    for each in http(seen_by, "GET", "/api/v1/cluster")["nodes"]:
        if each["name"] == node:
            return each.get("breakers", {}).get("port_scan", {}).get("state", "")
    return ""


def await_breaker(seen_by, node, state):
    end = time.monotonic() + 30
    while breaker(seen_by, node) != state:
        assert time.monotonic() < end, f"node {seen_by} does not show {node} {state}"
        time.sleep(0.002)


class Caller:
    """One kept connection."""

    def __init__(self, node):
        import http.client
        self.connection = http.client.HTTPConnection("127.0.0.1", BASE + node)
        self.number = 0

    def call(self):
        self.number += 1
        body = json.dumps({"jsonrpc": "2.0", "id": self.number, "method": "tools/call", "params": {
            "name": "port_scan", "arguments": {"targets": ["127.0.0.1"], "ports": str(20000 + self.number % 10000), "banners": False},
            "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
                      "io.modelcontextprotocol/clientCapabilities": {}}}})
        begun = time.perf_counter()
        self.connection.request("POST", "/mcp", body, {"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
                                                       "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "port_scan"})
        answer = self.connection.getresponse().read().decode()
        took = time.perf_counter() - begun
        assert '"isError":true' not in answer and "structuredContent" in answer, answer
        return took * 1000


def quantiles(times):
    ordered = sorted(times)
    return f"p50 {ordered[len(ordered) // 2]:.2f} ms, p99 {ordered[len(ordered) * 99 // 100]:.2f} ms"


def hop():
    with Nodes(2):
        # Node 2 runs all: its own client's calls, and those of node 1 whose breaker is held open.
        order(1, "hold-open", "node-1")
        await_breaker(1, "node-1", "open")
        here, there = Caller(2), Caller(1)
        # Until the compilers of both processes are done with it.
        for _ in range(12_000):
            here.call()
            there.call()
        added = []
        for number in range(5):
            local, remote = [], []
            for _ in range(500):
                local.append(here.call())
                remote.append(there.call())
            added.append(statistics.median(remote) - statistics.median(local))
            print(f"hop round {number}: without {quantiles(local)}; with {quantiles(remote)}", flush=True)
        print(f"hop: adds at p50 median {statistics.median(added):.2f} ms, worst {max(added):.2f} ms (wanted under 1)")


def transitions():
    with Nodes(3):
        http(1, "GET", "/api/v1/breakers/port_scan")
        times = []
        for number in range(210):
            action, state = (("open", "open"), ("close", "closed"))[number % 2]
            begun = time.monotonic()
            order(1, action, "node-1")
            for other in (2, 3):
                await_breaker(other, "node-1", state)
            if number >= 10:
                times.append((time.monotonic() - begun) * 1000)
        print(f"transitions: from the order until both other nodes show it, 200 times: {quantiles(times)}, max {max(times):.0f} ms (wanted p99 500)")


def takeover():
    with Nodes(3) as nodes:
        # Silent hosts, a block of which takes four seconds. The targets differ, because identical jobs are one job.
        slow = lambda number: {"tool": "port_scan", "name": f"bench-{number}",
                               "arguments": {"targets": [f"127.{72 + number // 4}.{number % 4 * 64}.0/18"], "ports": "1-4", "banners": False}}
        times, schedules = [], []
        for number in range(3):
            jobs = [http(2, "POST", "/api/v1/jobs", slow(number * 6 + each))["id"] for each in range(6)]
            schedule = http(2, "POST", "/api/v1/schedules", {"name": f"each-{number}", "cron": "* * * * *", "tool": "port_scan",
                                                             "arguments": {"targets": ["127.0.0.1"], "ports": "1-2", "banners": False}})["id"]
            end = time.monotonic() + 60
            while any(http(2, "GET", "/api/v1/jobs/" + each)["hosts_done"] == 0 for each in jobs) and time.monotonic() < end:
                time.sleep(0.5)
            while time.time() % 60 < 57:
                time.sleep(0.1)
            before = {each: http(2, "GET", "/api/v1/jobs/" + each)["hosts_done"] for each in jobs}
            runs = len(http(2, "GET", f"/api/v1/schedules/{schedule}/runs")["runs"])
            nodes.script("kill", "1")
            begun = time.monotonic()
            waiting = set(jobs)
            scheduled = trouble = None
            while (waiting or scheduled is None) and time.monotonic() < begun + 90:
                for each in sorted(waiting):
                    try:
                        if http(2, "GET", "/api/v1/jobs/" + each, timeout=5)["hosts_done"] > before[each]:
                            waiting.discard(each)
                            last = time.monotonic() - begun
                    except (urllib.error.URLError, TimeoutError) as silent:
                        trouble = silent
                if scheduled is None and len(http(2, "GET", f"/api/v1/schedules/{schedule}/runs")["runs"]) > runs:
                    scheduled = time.monotonic() - begun
                time.sleep(0.1)
            assert not waiting, f"jobs do not go on, {before}, {trouble}: {[http(2, 'GET', '/api/v1/jobs/' + each) for each in waiting]}"
            times.append(last)
            schedules.append(scheduled)
            print(f"takeover round {number}: the last of 6 jobs goes on after {last:.1f} s, the schedule after {scheduled:.1f} s", flush=True)
            for each in jobs:
                http(2, "POST", f"/api/v1/jobs/{each}/cancel", {})
            http(2, "DELETE", f"/api/v1/schedules/{schedule}")
            nodes.script("start")
        print(f"takeover: jobs median {statistics.median(times):.1f} s, worst {max(times):.1f} s; the schedule, due 1 to 3 s after the kill, worst {max(schedules):.1f} s (wanted under 30)")


ALL = {"workers": workers, "hop": hop, "transitions": transitions, "takeover": takeover}
# So that a stopped measurement ends its nodes and lets the packets through again.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
silence()
try:
    for name in sys.argv[1:] or ALL:
        ALL[name]()
finally:
    subprocess.run(["nft", "delete", "table", "inet", TABLE], check=False)
