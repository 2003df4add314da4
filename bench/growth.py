#!/usr/bin/env python3
"""Measures what grows with the number of things that a server holds, and says of each whether it is flat.

  tools        1, 10, 100 and 1,000 tools, which are called in turn by 32 connections
  connections  32, 1,000 and 10,000 connections that call all the time
  streams      0, 5,000 and 10,000 idle streams of subscriptions/listen, beside 32 connections that call
  jobs         1, 100 and 10,000 scan jobs in the store, a tenth of them queued: pages of jobs, one job, and calls beside them
  audit        10 MB and 1 GB of audit: a start, "audit verify", pages of it, and calls beside them

usage: bench/growth.py [-n ROUNDS] [-q] [--json FILE] [GROUP ...]      3 rounds, about 8 minutes; -q: small sizes, to check the script

Sizes are measured in turn, in each round every one; a line has the medians of the rounds. Memory is resident memory, and the heap
after a collection. A group is flat if the largest size has at least 0.8 times the calls per second of the smallest, at
most 1.5 times its p99, and memory grows by no more than each thing is allowed.
"""
import argparse, json, os, re, resource, select, shutil, socket, statistics, subprocess, sys, tempfile, threading, time

sys.dont_write_bytecode = True
import harness

MODERN = "2026-07-28"
META = {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}
SECONDS = 3
MOST_P99, LEAST_RATE = 1.5, 0.8
HEAP = "1g"
SETTINGS = {
    "http.max-connections": 30000,
    "tools.default.bulkhead.max-concurrent": 10000,
    "metrics.max-tools": 2000,
    "jobs.max-running": 1,
    "jobs.max-open": 100000,
    "jobs.max-open-per-principal": 100000,
}


class GrowthServer:
    """A server with some tools, on a data folder that is removed at its end unless it was given."""

    def __init__(self, name, tools=1, folder=None):
        self.own = tempfile.mkdtemp(prefix="switchgear-growth-") if folder is None else None
        begun = time.monotonic()
        self.server = harness.fixture_server(f"growth-{name}", [f"-Dswitchgear.{key}={value}" for key, value in SETTINGS.items()], HEAP,
                                             main="io.switchgear.bench.GrowthServer", arguments=(str(tools), folder or self.own))
        self.started = time.monotonic() - begun
        self.url = self.server.url
        self.base = self.url.removesuffix("/mcp")
        self.tools = tools

    def echo(self, seconds=SECONDS, connections=32):
        """Calls of all its tools, in turn."""
        headers = {**harness.JSON_HEADERS, "MCP-Protocol-Version": MODERN, "Mcp-Method": "tools/call"}
        body = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "TOOL", "arguments": {"message": "hi"}, "_meta": META}}
        return harness.wrk(self.url, "POST", None, headers, seconds, connections, lua=f"""
            local requests, at = {{}}, 0
            function init()
              local body = [==[{json.dumps(body)}]==]
              for number = 1, {self.tools} do
                wrk.headers["Mcp-Name"] = "echo_" .. number
                requests[number] = wrk.format("POST", nil, nil, (body:gsub("TOOL", "echo_" .. number)))
              end
            end
            function request()
              at = at % {self.tools} + 1
              return requests[at]
            end""")

    def get(self, path, seconds=SECONDS, connections=4, lua=""):
        return harness.wrk(self.base + path, "GET", None, {"accept": "application/json"}, seconds, connections, lua=lua)

    def check(self):
        """Fails if calls were refused: they would have been measured as fast."""
        _, _, text = harness.request("GET", self.base + "/metrics")
        bad = {}
        for labels, value in re.findall(r"^mcp_tool_errors_total{(.*)} (.*)", text, re.M):
            error = re.search('error_type="([^"]*)"', labels)[1]
            # wrk leaves at its end without the last answers.
            if 'tool="echo_' in labels and error != "cancelled" and float(value) > 0:
                bad[error] = bad.get(error, 0) + int(float(value))
        if bad:
            raise RuntimeError(f"calls of {self.server.name} did not succeed: {bad}")

    def memory(self):
        """Resident, and the heap after a collection; in MB."""
        heap = int(harness.jvm_figures(self.server, collect=True)[0].split()[1]) / 1e6
        return self.server.resident(), heap

    def stop(self):
        self.server.stop()
        if self.own:
            shutil.rmtree(self.own, ignore_errors=True)


class Line:
    """The figures of one size."""

    def __init__(self, size):
        self.size = size
        self.samples = []
        self.memory = None

    def median(self, what):
        return statistics.median(getattr(each, what) for each in self.samples)

    def text(self, name):
        memory = f"{self.memory[0]:7.0f} MB resident, {self.memory[1]:6.1f} MB heap" if self.memory else ""
        return f"{name:34} {self.size:>7,}  {self.median('per_second'):>8,.0f}/s  p50 {self.median('p50'):8.2f} ms  p99 {self.median('p99'):8.2f} ms  {memory}"


def table(name, lines):
    for line in lines:
        print("  " + line.text(name), flush=True)


def ratios(lines, what):
    """Largest size to smallest, round by round."""
    return [getattr(b, what) / getattr(a, what) for a, b in zip(lines[0].samples, lines[-1].samples)]


def judge(results, group, name, lines, p99=True):
    """The verdict of a load at the smallest and at the largest size."""
    rate = ratios(lines, "per_second")
    results.add(f"growth: {name}, {lines[-1].size:,} to {lines[0].size:,}: calls per second", rate, "x", median=LEAST_RATE, high=True)
    late = ratios(lines, "p99")
    if p99:
        results.add(f"growth: {name}, {lines[-1].size:,} to {lines[0].size:,}: p99", late, "x", median=MOST_P99)
    grows = [text for text, holds in ((f"calls per second {statistics.median(rate):.2f}x", statistics.median(rate) >= LEAST_RATE),
                                      (f"p99 {statistics.median(late):.2f}x", not p99 or statistics.median(late) <= MOST_P99)) if not holds]
    print(f"{group}: {name}: {'flat' if not grows else 'grows: ' + ', '.join(grows)}", flush=True)


def each_costs(results, thing, lines, limit):
    """What one thing takes, of the heap and of resident memory."""
    many = lines[-1].size - lines[0].size
    resident, heap = ((b - a) * 1000 / many for a, b in zip(lines[0].memory, lines[-1].memory))
    print(f"memory: {heap:.1f} KB of heap and {resident:.1f} KB resident each of {many:,}", flush=True)
    results.add(f"growth: heap of {thing}, each of {lines[-1].size:,}", [heap], "KB", median=limit)


def warm_up(*servers, connections=32):
    for _ in range(3):
        for each in servers:
            try:
                each.echo(3, connections)
            except RuntimeError as slow:
                print(f"  while warming up: {slow}", flush=True)


def tools(given, results):
    sizes = (1, 10, 100) if given.quick else (1, 10, 100, 1000)
    servers, lines = [], [Line(size) for size in sizes]
    try:
        for size in sizes:
            servers.append(GrowthServer(f"{size}-tools", size))
            harness.request("GET", servers[-1].base + "/health")
        warm_up(*servers)
        for number in range(given.rounds):
            turn = number % len(sizes)
            order = list(zip(servers, lines))
            for server, line in order[turn:] + order[:turn]:
                line.samples.append(server.echo())
        for server, line in zip(servers, lines):
            line.memory = server.memory()
            server.check()
        table("tools", lines)
        judge(results, "tools", "tools", lines)
        # Most of it are the histograms and statistics of a tool that was called (metrics.max-tools).
        each_costs(results, "a tool", lines, 200)
    finally:
        for server in servers:
            server.stop()


def connections(given, results):
    sizes = (32, 1000) if given.quick else (32, 1000, 10000)
    lines = [Line(size) for size in sizes]
    server = GrowthServer("connections")
    try:
        for line in lines:
            warm_up(server, connections=line.size)
        for number in range(given.rounds):
            for line in lines if number % 2 == 0 else reversed(lines):
                # All of them open at once, and each needs its turn several times.
                line.samples.append(server.echo(SECONDS + line.size // 2000, line.size))
        for line in lines:
            load = threading.Thread(target=server.echo, args=(8, line.size))
            load.start()
            time.sleep(4)
            line.memory = server.memory()
            load.join()
        server.check()
        table("connections", lines)
        for line in lines:
            # The mean time of an answer is connections divided by calls per second, whatever the server does.
            print(f"  {line.size:,} connections: p99 is {line.median('p99') / (line.size / line.median('per_second') * 1000):.1f} times connections per (calls per second)")
        judge(results, "connections", "connections", lines, p99=False)
        results.add(f"growth: connections, {lines[-1].size:,}: p99 to connections divided by calls per second",
                    [each.p99 / (lines[-1].size / each.per_second * 1000) for each in lines[-1].samples], "x", median=3)
        each_costs(results, "a busy connection", lines, 30)
    finally:
        server.stop()


class IdleStreams:
    """Connections that listen for changes of port_scan's breaker and read what comes."""

    def __init__(self, url):
        self.host, self.port = re.match(r"http://([^:]+):(\d+)", url).groups()
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": {
            "notifications": {"resourceSubscriptions": ["circuit-breaker://stats/port_scan"]}, "_meta": META}})
        self.request = (f"POST /mcp HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                        f"MCP-Protocol-Version: {MODERN}\r\nMcp-Method: subscriptions/listen\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
        self.poll = select.epoll()
        self.sockets = {}
        self.lost = False
        self.ended = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def grow(self, many):
        while len(self.sockets) < many:
            opened = socket.create_connection((self.host, int(self.port)), 30)
            opened.sendall(self.request)
            text = b""
            while b"subscriptions/acknowledged" not in text:
                part = opened.recv(4096)
                if not part:
                    raise RuntimeError(f"the server ended stream {len(self.sockets)}: {text}")
                text += part
            opened.setblocking(False)
            self.sockets[opened.fileno()] = opened
            self.poll.register(opened, select.EPOLLIN)

    def _read(self):
        while not self.ended.is_set():
            for number, _ in self.poll.poll(0.2):
                try:
                    if not self.sockets[number].recv(65536):
                        self.lost = True
                        self.poll.unregister(number)
                except BlockingIOError:
                    pass

    def close(self):
        self.ended.set()
        self.reader.join()
        for each in self.sockets.values():
            each.close()
        if self.lost:
            raise RuntimeError("the server ended idle streams")


def streams(given, results):
    sizes = (0, 500) if given.quick else (0, 5000, 10000)
    lines = [Line(size) for size in sizes]
    server = GrowthServer("streams")
    try:
        warm_up(server)
        for number in range(max(2, given.rounds - 1)):
            idle = IdleStreams(server.url)
            try:
                for line in lines:
                    idle.grow(line.size)
                    # Collections move what new streams hold until it is old, and that of the last round's streams is let go.
                    server.echo(5)
                    line.samples.append(server.echo())
                    if line.memory is None:
                        line.memory = server.memory()
            finally:
                idle.close()
        server.check()
        table("calls beside idle streams", lines)
        judge(results, "streams", "calls beside idle streams", lines)
        each_costs(results, "an idle stream", lines, 30)
    finally:
        server.stop()


def post_job(server, **more):
    order = {"tool": "port_scan", "arguments": {"targets": ["127.0.0.1"], "ports": "1", "banners": False}, **more}
    status, _, text = harness.request("POST", server.base + "/api/v1/jobs", order)
    if status not in (200, 202):
        raise RuntimeError(f"a job was refused: {status} {text}")
    return json.loads(text)["id"]


def store_with_jobs(size):
    """A data folder with a job that runs for hours, and the given number of others: nine of ten have ended."""
    folder = tempfile.mkdtemp(prefix="switchgear-growth-")
    server = GrowthServer(f"{size}-jobs-before", 1, folder)
    try:
        ended = post_job(server, name="ended")
        for _ in range(600):
            if json.loads(harness.request("GET", f"{server.base}/api/v1/jobs/{ended}")[2])["finished_at"]:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("a job did not end")
        post_job(server, name="running", priority=9, rate=1, arguments={"targets": ["127.1.0.0/16"], "ports": "1", "banners": False})
        queued = post_job(server, name="queued", arguments={"targets": ["127.0.0.2"], "ports": "1", "banners": False}) if size > 1 else None
    finally:
        server.stop()
    copies = [ended, str(max(0, size * 9 // 10 - 1))] + ([queued, str(max(0, size // 10 - 1))] if queued else [])
    subprocess.run([harness.JAVA, "-Xmx512m", "--sun-misc-unsafe-memory-access=allow", "-cp", harness.class_path(), "io.switchgear.bench.CopiedJobs", folder, *copies],
                   check=True, stdout=subprocess.DEVNULL, env={**os.environ, "SWITCHGEAR_LOG_LEVEL": "ERROR"})
    return folder, ended


def in_turn(rounds, servers, loads, lines):
    """Warms every server with every load, measures them in turn, and prints a table for each load. A server comes with what its loads need."""
    for load in loads.values():
        for each in servers * 2:
            load(*each)
    for number in range(rounds):
        for name, load in loads.items():
            turn = number % len(servers)
            order = list(zip(servers, lines[name]))
            for each, line in order[turn:] + order[:turn]:
                line.samples.append(load(*each))
    for index, (server, _) in enumerate(servers):
        server.check()
        for name in lines:
            lines[name][index].memory = server.memory()
    for name in loads:
        table(name, lines[name])


def jobs(given, results):
    sizes = (1, 100, 1000) if given.quick else (1, 100, 10000)
    loads = {
        "pages of 100 jobs": lambda server, ended: server.get("/api/v1/jobs", 2),
        "pages of ended jobs": lambda server, ended: server.get("/api/v1/jobs?state=completed&limit=10", 2),
        "one job": lambda server, ended: server.get("/api/v1/jobs/" + ended, 2),
        "calls beside jobs": lambda server, ended: server.echo(2),
    }
    servers, folders = [], []
    lines = {name: [Line(size) for size in sizes] for name in loads}
    try:
        for size in sizes:
            folder, ended = store_with_jobs(size)
            folders.append(folder)
            servers.append((GrowthServer(f"{size}-jobs", 1, folder), ended))
            _, _, text = harness.request("GET", servers[-1][0].base + "/metrics")
            print(f"  {size:,} jobs: started in {servers[-1][0].started:.1f} s", flush=True)
        in_turn(given.rounds, servers, loads, lines)
        for name in loads:
            # A page of one job has less to send than a page of a hundred.
            judge(results, "jobs", name, lines[name][1:] if name.startswith("pages") else lines[name])
        each_costs(results, "a job in the store", lines["one job"], 5)
    finally:
        for server, _ in servers:
            server.stop()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def audit_of(size, seed):
    """A data folder whose audit has about as many bytes, with the records of a real one."""
    folder = tempfile.mkdtemp(prefix="switchgear-growth-")
    shutil.copytree(seed, folder, dirs_exist_ok=True)
    audit = os.path.join(folder, "audit")
    lines = open(os.path.join(audit, "audit-00000001.jsonl"), "rb").read().splitlines()
    parts = re.compile(rb'(\{"seq":)(\d+)(,.*)(,"prev":")([0-9a-f]{64})("),"hash":"([0-9a-f]{64})"\}')
    call = next(line for line in reversed(lines) if b'"kind":"call"' in line)
    stopped = lines[-1]
    assert b"server_stopped" in stopped, stopped
    import hashlib

    found = parts.fullmatch(stopped)
    number, last = int(found[2]), found[7]

    def following(line):
        nonlocal number, last
        middle = parts.fullmatch(line)[3]
        number += 1
        text = b'{"seq":%d%s,"prev":"%s"' % (number, middle, last)
        last = hashlib.sha256(text + b"}").hexdigest().encode()
        return b'%s,"hash":"%s"}\n' % (text, last)

    middle = parts.fullmatch(call)[3]
    written, file_number = 0, 1
    while written < size:
        file_number += 1
        at_once = []
        until = min(size, written + (64 << 20))
        while written < until:
            # The same as following(call), without its calls.
            number += 1
            text = b'{"seq":%d%s,"prev":"%s"' % (number, middle, last)
            last = hashlib.sha256(text + b"}").hexdigest().encode()
            line = b'%s,"hash":"%s"}\n' % (text, last)
            at_once.append(line)
            written += len(line)
        if written >= size:
            at_once.append(following(stopped))
        with open(os.path.join(audit, f"audit-{file_number:08}.jsonl"), "wb") as file:
            file.writelines(at_once)
    with open(os.path.join(audit, "head"), "wb") as file:
        file.write(b"%d:%s\n" % (number, last))
    return folder, number


def verify(folder):
    """Seconds and MB of "audit verify"."""
    begun = time.monotonic()
    process = subprocess.Popen([harness.STAGED, "audit", "verify", "--data-dir", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "JAVA_OPTS": "-Xmx64m"})
    text = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"audit verify: {process.returncode} {text}")
    return time.monotonic() - begun, used.ru_maxrss / 1000


def audit(given, results):
    sizes = (1_000_000, 20_000_000) if given.quick else (10_000_000, 1_000_000_000)
    folders = []
    servers = []
    loads = {
        "newest 100 records": lambda server, records: server.get("/api/v1/audit?limit=100", 2),
        "100 records from a random place": lambda server, records: server.get("/api/v1/audit", 2, lua=f"""
            function request()
              return wrk.format("GET", "/api/v1/audit?limit=100&before=" .. math.random(200, {records}))
            end"""),
        "calls beside the audit": lambda server, records: server.echo(2),
    }
    lines = {name: [Line(size) for size in sizes] for name in loads}
    try:
        seed = tempfile.mkdtemp(prefix="switchgear-growth-")
        folders.append(seed)
        first = GrowthServer("audit", 1, seed)
        try:
            first.echo(1, 2)
        finally:
            first.stop()
        checked, starts = [], []
        for size in sizes:
            begun = time.monotonic()
            folder, records = audit_of(size, seed)
            folders.append(folder)
            print(f"  {size / 1e6:,.0f} MB: {records:,} records made in {time.monotonic() - begun:.0f} s", flush=True)
            checked.append(verify(folder))
            print(f"  {size / 1e6:,.0f} MB: audit verify {checked[-1][0]:.1f} s, at most {checked[-1][1]:.0f} MB resident", flush=True)
        for _ in range(3):
            for index, folder in enumerate(folders[1:]):
                server = GrowthServer(f"audit-{index}", 1, folder)
                starts.append((index, server.started))
                server.stop()
        for index, folder in enumerate(folders[1:]):
            server = GrowthServer(f"audit-{index}", 1, folder)
            head = int(json.loads(harness.request("GET", server.base + "/api/v1/audit?limit=1")[2])["head"].split(":")[0])
            servers.append((server, head))
        warm_up(*(server for server, _ in servers))
        in_turn(given.rounds, servers, loads, lines)
        for name in loads:
            judge(results, "audit", name + ", bytes of audit", lines[name])
        small, large = ([seconds for at, seconds in starts if at == index] for index in (0, 1))
        print(f"  a start: {statistics.median(small):.2f} s, with the large audit {statistics.median(large):.2f} s")
        results.add("growth: a start, largest audit to smallest", [b / a for a, b in zip(small, large)], "x", median=1.2)
        results.add("growth: audit verify, resident memory, largest audit to smallest", [checked[1][1] / checked[0][1]], "x", median=1.2)
        results.add("growth: audit verify of the largest audit", [sizes[1] / 1e6 / checked[1][0]], "MB/s", high=True)
        heaps = [line.memory[1] for line in lines["newest 100 records"]]
        results.add("growth: heap of a server, largest audit to smallest", [heaps[1] / heaps[0]], "x", median=1.2)
    finally:
        for server, _ in servers:
            server.stop()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    groups = {"tools": tools, "connections": connections, "streams": streams, "jobs": jobs, "audit": audit}
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-n", dest="rounds", type=int, default=3)
    parser.add_argument("-q", dest="quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("groups", nargs="*", metavar="GROUP", choices=[[], *groups])
    arguments = parser.parse_args()
    harness.needs("wrk")
    # The load and the server have a file for each connection. The limit is inherited.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < 12000:
        sys.exit(f"growth.py: a process may open only {hard} files; raise the limit (ulimit -Hn 20000)")
    found = harness.Results(arguments.json)
    print(f"{harness.versions()}; -Xmx{HEAP}; {harness.load()}", flush=True)
    for group in arguments.groups or groups:
        begun = time.monotonic()
        print(f"== {group}", flush=True)
        groups[group](arguments, found)
        print(f"== {group}: {time.monotonic() - begun:.0f} s; {harness.load()}", flush=True)
    sys.exit(found.missed())
