#!/usr/bin/env python3
"""Compares a scan job with the same scan without a job, in turn, on loopback.

  nmap       a job over 127.0.0.0/24 and 100 ports against bare nmap with the same arguments: one process for all hosts
             (with the host group of the job's runs, and with one of the size of a block), and one process for each block,
             all at once
  port_scan  the same against one direct call of port_scan
  many       200 jobs at once: the most calls that run at once, and the time from cancelling to "cancelled"

usage: bench/jobs.py SERVER_URL [rounds]      the server listens on loopback, without authentication, with its defaults
"""
import json, statistics, subprocess, sys, time, urllib.request

BASE = sys.argv[1].rstrip("/")
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 7
WARM_UP = 40
BLOCKS = ["127.0.0.0/26", "127.0.0.64/26", "127.0.0.128/26", "127.0.0.192/26"]
PORTS = "1-100"


def http(method, path, body=None):
    request = urllib.request.Request(BASE + path, method=method, headers={"Content-Type": "application/json", "Accept": "application/json, text/event-stream"},
                                     data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def call(tool, arguments):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments, "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {}}}}
    request = urllib.request.Request(BASE + "/mcp", method="POST", data=json.dumps(body).encode(), headers={
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call", "Mcp-Name": tool})
    with urllib.request.urlopen(request) as answer:
        text = answer.read().decode()
    if text.startswith("{"):
        return json.loads(text)["result"]
    return [json.loads(line[5:]) for line in text.splitlines() if line.startswith("data:")][-1]["result"]


def job(tool, arguments, **more):
    begun = time.monotonic()
    identity = json.loads(http("POST", "/api/v1/jobs", {"tool": tool, "arguments": arguments, **more}))["id"]
    while True:
        found = json.loads(http("GET", "/api/v1/jobs/" + identity))
        if found["finished_at"]:
            assert found["state"] == "completed", found
            return time.monotonic() - begun
        time.sleep(0.01)


def compare(name, theirs, ours):
    ratios = []
    for number in range(ROUNDS + 1):
        other = theirs()
        mine = ours()
        print(f"{name} round {number}: without {other:.2f} s, job {mine:.2f} s, ratio {mine / other:.2f}{' (warm-up)' if number == 0 else ''}", flush=True)
        if number > 0:
            ratios.append(mine / other)
    print(f"{name}: median {statistics.median(ratios):.2f}, min {min(ratios):.2f}, max {max(ratios):.2f}", flush=True)


def bare_nmap(argv, targets):
    begun = time.monotonic()
    running = [subprocess.Popen(argv + [target], stdout=subprocess.DEVNULL) for target in targets]
    for process in running:
        process.wait()
    return time.monotonic() - begun


def many():
    identities = []
    for number in range(200):
        identities.append(json.loads(http("POST", "/api/v1/jobs", {"tool": "port_scan", "rate": 40, "arguments": {
            "targets": [f"127.{number}.0.0/25"], "ports": "1-10", "banners": False}}))["id"])
    most = 0
    times = []
    for identity in identities:
        most = max(most, len(json.loads(http("GET", "/api/v1/calls"))["calls"]))
        begun = time.monotonic()
        http("POST", f"/api/v1/jobs/{identity}/cancel", {})
        while json.loads(http("GET", "/api/v1/jobs/" + identity))["state"] not in ("cancelled", "completed"):
            time.sleep(0.005)
        times.append(time.monotonic() - begun)
    times.sort()
    print(f"200 jobs: at most {most} calls at once; cancel p50 {times[100]:.3f} s, p99 {times[197]:.3f} s, max {times[-1]:.3f} s")


argv = call("nmap", {"targets": [BLOCKS[0]], "ports": PORTS, "template": "quick", "include": ["argv"]})["structuredContent"]["argv"]
print("argv:", " ".join(argv))
own = argv[:argv.index(BLOCKS[0])]
group = own.index("--max-hostgroup") + 1
block = own[:group] + ["64"] + own[group + 1:]
scan = {"targets": ["127.0.0.0/24"], "ports": PORTS, "template": "quick"}
for _ in range(WARM_UP):
    job("nmap", scan)
compare("nmap, one process", lambda: bare_nmap(own, ["127.0.0.0/24"]), lambda: job("nmap", scan))
compare("nmap, one process, host group of 64", lambda: bare_nmap(block, ["127.0.0.0/24"]), lambda: job("nmap", scan))
compare("nmap, four processes at once", lambda: bare_nmap(own, BLOCKS), lambda: job("nmap", scan))


def direct():
    begun = time.monotonic()
    call("port_scan", {"targets": ["127.0.0.0/24"], "ports": PORTS, "banners": False})
    return time.monotonic() - begun


for _ in range(WARM_UP):
    direct()
    job("port_scan", {"targets": ["127.0.0.0/24"], "ports": PORTS, "banners": False})
compare("port_scan", direct, lambda: job("port_scan", {"targets": ["127.0.0.0/24"], "ports": PORTS, "banners": False}))
many()
