#!/usr/bin/env python3
"""Compares tools/call of echo over HTTP with quarkus-mcp-server (bench/peer), in turn, and prints the ratios.

usage: bench/front.py [-n ROUNDS] [-s TURNS] [-c CONNECTIONS] [--json FILE] [ERA ...]      15 rounds of 2 turns, 32 connections, both eras

Switchgear is the fixture server of the conformance suite with the options of the staged start script, and with audit,
metrics, limits and scope on. Each era has its own server, because the JIT compiler optimizes a server for the calls that come
first. The peer knows 2025-11-25 only: both eras are compared with its calls of that era. All servers are started fresh, have the
same heap and are warmed alike. In each round every server has its turns of two seconds; a different one begins each time. The
turns are short because the speed of a virtual machine changes from one second to the next. They are not shorter, because the first
hundredths of a second of a turn go into opening its connections. After each server had its turn there is a pause, which fills the buckets again.
"""
import argparse, glob, json, os, re, socket, subprocess, sys, time

sys.dont_write_bytecode = True
import harness

PEER = os.path.join(harness.ROOT, "bench/peer")
LEGACY, MODERN = "2025-11-25", "2026-07-28"
HEAP = "1g"
TURN_SECONDS, WARM_UP_SECONDS = 2, 4
# As high as they go, so that every call is counted and none is refused. The bucket of calls holds a million and
# gets a million a minute; a server that has its turn a fourth of the time uses less.
LIMITS = {"local": "on", "requests-per-second": "1000000", "burst": "1000000", "calls-per-minute": "1000000", "concurrent-calls": "10000"}


def peer():
    jar = os.path.join(PEER, "target/quarkus-app/quarkus-run.jar")
    sources = [os.path.join(PEER, "pom.xml"), *glob.glob(PEER + "/src/**/*.*", recursive=True)]
    if not os.path.exists(jar) or os.path.getmtime(jar) < max(map(os.path.getmtime, sources)):
        print("building the peer", flush=True)
        harness.needs("mvn")
        built = subprocess.run(["mvn", "-q", "-B", "package"], cwd=PEER, env={**os.environ, "JAVA_HOME": harness.JAVA_HOME},
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if built.returncode != 0:
            sys.exit(f"the peer cannot be built: {built.stdout}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/mcp"
    return harness.Server("peer", [harness.JAVA, f"-Xmx{HEAP}", f"-Dquarkus.http.port={port}", "-jar", jar], url=url).answers(url)


def switchgear(era):
    options = [f"-Dswitchgear.limits.{key}={value}" for key, value in LIMITS.items()]
    return harness.fixture_server(f"switchgear-{era}", options, HEAP)


def everything_on(server):
    """Ends the benchmark unless audit and limits are on. Metrics and scope have no switch; counted() shows the metrics."""
    _, _, text = harness.request("GET", server.url.removesuffix("/mcp") + "/api/v1/config")
    values = {each["key"]: each["value"] for each in json.loads(text)["values"]}
    for key, wanted in {"switchgear.audit.enabled": "true", **{f"switchgear.limits.{key}": value for key, value in LIMITS.items()}}.items():
        found = values[key].strip('"')
        if found not in (wanted, {"on": "true"}.get(wanted)):
            sys.exit(f"front.py: {key} is {found} on the server, not {wanted}")


def counted(server):
    """Calls of echo by the server's own metrics: the successful, and the others. And the records of the audit."""
    base = server.url.removesuffix("/mcp")
    _, _, text = harness.request("GET", base + "/metrics")
    good = bad = 0
    for name, labels, value in re.findall(r"^mcp_tool_(execution|errors)_total{(.*)} (.*)", text, re.M):
        if 'tool="echo"' in labels:
            if name == "execution" and 'status="success"' in labels:
                good += float(value)
            elif name == "errors" and 'error_type="cancelled"' not in labels:  # wrk leaves at its end without the last answers
                bad += float(value)
    _, _, text = harness.request("GET", base + "/api/v1/audit?limit=1")
    return int(good), int(bad), int(json.loads(text)["head"].split(":")[0])


class Side:
    def __init__(self, name, server, era):
        self.name, self.server, self.era = name, server, era
        self.load = harness.Load(server.url, era)
        self.calls = 0
        self.rates, self.p99s, self.cpu = [], [], []

    def run(self, seconds, connections):
        """A sample, and the seconds of CPU time that the server took for it."""
        before = self.server.cpu()
        sample = self.load.run(seconds, connections)
        self.calls += sample.calls
        return sample, self.server.cpu() - before

    def add(self, turns):
        """Adds a round. Each turn is the result of a run."""
        sample = harness.Sample.of([each for each, _ in turns])
        self.rates.append(sample.per_second)
        self.p99s.append(sample.p99)
        self.cpu.append(sum(cpu for _, cpu in turns) / sample.calls * 1e6)

    def text(self):
        return f"{self.name} {self.rates[-1]:,.0f}/s p99 {self.p99s[-1]:.1f} ms {self.cpu[-1]:.0f} µs"


def measure(given, results):
    eras = given.eras or [LEGACY, MODERN]
    servers = []
    try:
        sides = []
        for era in eras:
            servers.append(switchgear(era))
            everything_on(servers[-1])
            sides.append(Side(era, servers[-1], era))
        servers.append(peer())
        sides.append(Side("peer", servers[-1], LEGACY))
        other = sides[-1]
        print(f"{harness.versions()}; peer quarkus-mcp-server {version('mcp-server')}, Quarkus {version('quarkus')}; -Xmx{HEAP}; {harness.load()}", flush=True)
        print("warming up", flush=True)
        for _ in range(given.warm_up):
            for side in sides:
                side.run(WARM_UP_SECONDS, given.connections)
        bytes_before = harness.allocated(*servers)
        calls_before = [side.calls for side in sides]
        for number in range(given.rounds):
            turns = {side: [] for side in sides}
            for turn in range(number, number + given.turns):
                first = turn % len(sides)
                for side in sides[first:] + sides[:first]:
                    turns[side].append(side.run(TURN_SECONDS, given.connections))
                time.sleep(TURN_SECONDS)
            for side in sides:
                side.add(turns[side])
            ratios = ", ".join(f"{side.rates[-1] / other.rates[-1]:.2f}" for side in sides[:-1])
            print(f"round {number + 1}: {'; '.join(side.text() for side in sides)}; ratio {ratios}; {harness.load()}", flush=True)
        bytes_after = harness.allocated(*servers)
        for side, before, after, calls in zip(sides, bytes_before, bytes_after, calls_before):
            kilobytes = (after - before) / (side.calls - calls) / 1000
            if side is other:
                results.add("front: peer, calls per second", side.rates, "/s", high=True)
                results.add("front: peer, p99", side.p99s, "ms")
                results.add("front: peer, CPU per call", side.cpu, "µs")
                results.add("front: peer, allocated per call", [kilobytes], "KB")
                continue
            for _ in range(120):
                good, bad, records = counted(side.server)
                if good >= side.calls:
                    break
                time.sleep(0.5)  # the page of the metrics is some seconds old
            if bad or good < side.calls or records < side.calls:
                raise RuntimeError(f"{side.calls} calls of {side.era}: the metrics have {good} and {bad} that did not succeed, the audit {records} records")
            results.add(f"front: {side.era}, calls per second against the peer's", [a / b for a, b in zip(side.rates, other.rates)], "x", median=1.1, worst=0.9, high=True)
            results.add(f"front: {side.era}, p99 against the peer's", [a / b for a, b in zip(side.p99s, other.p99s)], "x", median=1.2)
            results.add(f"front: {side.era}, calls per second", side.rates, "/s", high=True)
            results.add(f"front: {side.era}, p99", side.p99s, "ms")
            results.add(f"front: {side.era}, CPU per call", side.cpu, "µs")
            results.add(f"front: {side.era}, allocated per call", [kilobytes], "KB", median=6)
    finally:
        for server in servers:
            server.stop()
    print(harness.load())


def version(name):
    return re.search(f"<{name}.version>(.*)</", open(os.path.join(PEER, "pom.xml")).read())[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-n", dest="rounds", type=int, default=15)
    parser.add_argument("-s", dest="turns", type=int, default=2)
    parser.add_argument("-c", dest="connections", type=int, default=32)
    parser.add_argument("-w", dest="warm_up", type=int, default=9)
    parser.add_argument("--json")
    parser.add_argument("eras", nargs="*", metavar="ERA")
    harness.needs("wrk")
    arguments = parser.parse_args()
    found = harness.Results(arguments.json)
    measure(arguments, found)
    sys.exit(found.missed())
