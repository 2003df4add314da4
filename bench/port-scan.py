#!/usr/bin/env python3
"""Compares port_scan with nmap -sT in turn, through a warm server and over HTTP; both must find the same in every round.

  loopback   65,535 ports of 127.0.0.1
  loopback6  65,535 ports of ::1
  veth       65,535 ports of a host behind a veth pair
  silent     100 ports of 16 hosts that drop all packets (one round; nmap takes minutes)
  rate       10,000 hosts, 10 ports each, at 20,000 probes a second: how exactly the rate is kept

usage: bench/port-scan.py [-n ROUNDS] [--json FILE] [measurement ...]     as root, in network namespaces that it makes and removes; needs "./sbt stage"
"""
import argparse, json, os, re, shutil, socket, subprocess, sys, tempfile, threading, time, urllib.request

sys.dont_write_bytecode = True
import harness

PORT = 8097
NEAR, FAR = f"sgn{os.getpid()}", f"sgf{os.getpid()}"
HOST = "10.213.77.1"
SILENT = [f"10.213.78.{number}" for number in range(2, 18)]
WARM_UP = 20


def run(*words, **more):
    return subprocess.run(words, check=True, **more)


def outside(arguments):
    """Makes the namespaces and measures in one of them."""
    for name in (NEAR, FAR):
        run("ip", "netns", "add", name)
        run("ip", "-n", name, "link", "set", "lo", "up")
    run("ip", "-n", NEAR, "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", FAR)
    for name, device, addresses in ((NEAR, "near", ["10.213.77.100/16"]), (FAR, "far", [f"{each}/16" for each in [HOST, *SILENT]])):
        for address in addresses:
            run("ip", "-n", name, "addr", "add", address, "dev", device)
        run("ip", "-n", name, "link", "set", device, "up")
    run("ip", "netns", "exec", FAR, "nft", """
        table inet bench {
          chain in {
            type filter hook input priority 0;
            ip daddr 10.213.78.0/24 drop
          }
        }""")
    return subprocess.run(["ip", "netns", "exec", NEAR, sys.executable, __file__, "--inside", *arguments]).returncode


def call(arguments):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "port_scan", "arguments": {"banners": False, **arguments}, "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {}}}}
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/mcp", method="POST", data=json.dumps(body).encode(), headers={
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call", "Mcp-Name": "port_scan"})
    with urllib.request.urlopen(request) as answer:
        text = answer.read().decode()
    answer = json.loads(text) if text.startswith("{") else [json.loads(line[5:]) for line in text.splitlines() if line.startswith("data:")][-1]
    result = answer["result"]
    assert not result.get("isError"), result
    return result["structuredContent"]


def ours(targets, ports):
    begun = time.monotonic()
    report = call({"targets": targets, "ports": ports})
    seconds = time.monotonic() - begun
    found = {}
    for host in report["hosts"]:
        opened = sorted(port["port"] for port in host["ports"] if port["state"] == "open")
        found[host["address"]] = (opened, host.get("closed", {}).get("count", 0) + sum(port["state"] == "closed" for port in host["ports"]))
    # Hosts without open ports stand together.
    for group in report.get("up", []):
        found[group["ranges"]] = ([], group.get("closed", {}).get("count", 0))
    return seconds, found


def theirs(targets, ports):
    six = ["-6"] if ":" in targets[0] else []
    begun = time.monotonic()
    text = run("nmap", *six, "-sT", "-p", ports, "-T4", "-n", "-Pn", "-oG", "-", *targets, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.monotonic() - begun
    found = {}
    for line in re.findall("^Host: .*Ports: .*", text, re.M):
        opened = sorted(int(port) for port in re.findall(r"(\d+)/open/tcp", line))
        closed = re.search(r"Ignored State: closed \((\d+)\)", line)
        found[line.split()[1]] = (opened, (int(closed[1]) if closed else 0) + len(re.findall(r"\d+/closed/tcp", line)))
    return seconds, found


def compare(results, name, what, targets, ports, rounds, median, worst):
    for _ in range(WARM_UP if rounds > 1 else 1):
        ours(targets, ports)
    ratios = []
    for number in range(rounds):
        mine, found = ours(targets, ports)
        other, expected = theirs(targets, ports)
        if rounds > 1:
            assert found == expected, f"{name} round {number}: port_scan {found}, nmap {expected}"
        ratios.append(mine / other)
        print(f"{name} round {number}: port_scan {mine:.3f} s, nmap {other:.3f} s, ratio {mine / other:.3f}", flush=True)
    results.add(f"port-scan: {what} against nmap", ratios, "x", median=median, worst=worst)


def connects():
    """TCP connections that were begun in this network namespace since it was made."""
    names, values = [line.split() for line in open("/proc/net/snmp") if line.startswith("Tcp:")]
    return int(values[names.index("ActiveOpens")])


def rate(results, wanted):
    """Counted in the kernel from the first to the last hundredth of the probes; the call has its plan before them and its answer after them."""
    probes = 10_000 * 10
    samples, ended = [], threading.Event()

    def watch():
        while not ended.is_set():
            samples.append((time.monotonic(), connects()))
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.monotonic()
    try:
        # All hosts of 127.0.0.0/8 answer.
        call({"targets": ["127.20.0.0-127.20.39.15"], "ports": "1-10", "rate": wanted})
    finally:
        seconds = time.monotonic() - begun
        ended.set()
        watcher.join()
    before = samples[0][1]
    first, last = (next(each for each in samples if each[1] - before >= probes * part / 100) for part in (1, 99))
    kept = (last[1] - first[1]) / (last[0] - first[0])
    print(f"rate: {kept:.0f} probes a second, wanted {wanted} within 2 %: {kept / wanted - 1:+.2%}; the call took {seconds - probes / wanted:+.2f} s more than its probes", flush=True)
    results.add(f"port-scan: difference from a rate of {wanted:,} probes a second", [abs(kept / wanted - 1) * 100], "%", median=2)


def memory(server):
    return int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{server.pid}/status").read())[1]) // 1024


def inside(arguments):
    results = harness.Results(arguments.json)
    folder = tempfile.mkdtemp(prefix="switchgear-bench-")
    config = os.path.join(folder, "switchgear.conf")
    with open(config, "w") as file:
        file.write("switchgear.tools.port_scan { max-hosts = 16384, max-ports = 65535, max-probes = 2000000 }\n")
    server = subprocess.Popen([harness.STAGED, "serve", "--port", str(PORT), "--data-dir", folder + "/data",
                               "--config", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready").close()
                break
            except OSError:
                time.sleep(0.1)
        listening = [socket.create_server((host, 0), family=family, backlog=4096)
                     for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")) for _ in range(5)]
        for name in arguments.measurements:
            if name == "loopback":
                compare(results, name, "127.0.0.1", ["127.0.0.1"], "1-65535", arguments.rounds, 0.25, 0.7)
            elif name == "loopback6":
                compare(results, name, "::1", ["::1"], "1-65535", arguments.rounds, 0.25, 0.7)
            elif name == "veth":
                compare(results, name, "a host behind a veth pair", [HOST], "1-65535", arguments.rounds, 0.4, None)
            elif name == "silent":
                compare(results, name, "16 silent hosts", SILENT, "1-100", 1, 0.02, None)
            elif name == "rate":
                for wanted in (2_000, 20_000):
                    rate(results, wanted)
            print(f"{name}: at most {memory(server)} MB resident so far", flush=True)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)
    return results.missed()


parser = argparse.ArgumentParser(usage=__doc__)
parser.add_argument("-n", dest="rounds", type=int, default=15)
parser.add_argument("--inside", action="store_true")
parser.add_argument("--json")
parser.add_argument("measurements", nargs="*")
given = parser.parse_args()
given.measurements = given.measurements or ["loopback", "loopback6", "veth", "silent", "rate"]
if given.inside:
    sys.exit(inside(given))
else:
    try:
        code = outside(sys.argv[1:])
    finally:
        for each in (NEAR, FAR):
            subprocess.run(["ip", "netns", "del", each], check=False)
    sys.exit(code)
