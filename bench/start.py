#!/usr/bin/env python3
"""Measures the staged server and its short commands: time until the first answer, memory when idle, time to end, time of a command.

Nothing else may run on the machine: a start fills two processors. The data folder is new before the first round and kept for the others, as
at a restart; a first start that also makes the tables is not counted.

usage: bench/start.py [-n ROUNDS] [--idle SECONDS] [--json FILE]     needs "./sbt stage"
"""
import argparse, json, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "target/universal/stage/bin/switchgear")
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
TRIES = 60_000

# Figure, most that is wanted, unit.
WANTED = [
    ("first answer of serve", 1.5, "s"),
    ("resident memory, idle", 200, "MB"),
    ("proportional memory, idle", 200, "MB"),
    ("end after SIGTERM", 1.0, "s"),
    ("--version", 0.5, "s"),
    ("breakers", 0.9, "s"),
    ("scan, with a server", 1.0, "s"),
    ("scan, alone", 2.0, "s"),
]


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
            sock.sendall(REQUEST)
            return sock.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


class Server:
    """`switchgear serve` on a free port; what it says goes to a file."""

    def __init__(self, folder):
        self.port = free_port()
        self.said = open(os.path.join(folder, "said"), "wb")
        begun = time.monotonic()
        self.process = subprocess.Popen([PROGRAM, "serve", "--port", str(self.port), "--data-dir", os.path.join(folder, "data")],
                                        stdout=self.said, stderr=self.said)
        for _ in range(TRIES):
            if answers(self.port):
                break
            if self.process.poll() is not None:
                sys.exit(f"the server has ended:\n{open(self.said.name).read()}")
            time.sleep(0.001)
        self.seconds = time.monotonic() - begun

    def memory(self, file, figure):
        with open(f"/proc/{self.process.pid}/{file}") as lines:
            return int(re.search(rf"^{figure}:\s+(\d+)", lines.read(), re.M)[1]) / 1024

    def end(self):
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.said.close()
        return time.monotonic() - begun


def command(*words):
    begun = time.monotonic()
    done = subprocess.run([PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
    seconds = time.monotonic() - begun
    if done.returncode != 0:
        sys.exit(f"switchgear {' '.join(words)} ended with {done.returncode}:\n{done.stdout}")
    return seconds


def one_round(folder, idle, scanned):
    scan = ["scan", "127.0.0.1", "--ports", str(scanned), "--tool", "port_scan"]
    server = Server(folder)
    try:
        time.sleep(idle)
        url = f"http://127.0.0.1:{server.port}/mcp"
        figures = {
            "first answer of serve": server.seconds,
            "resident memory, idle": server.memory("status", "VmRSS"),
            "proportional memory, idle": server.memory("smaps_rollup", "Pss"),
            "--version": command("--version"),
            "breakers": command("breakers", "--url", url),
            "scan, with a server": command(*scan, "--url", url),
        }
    finally:
        seconds = server.end()
    return {**figures, "end after SIGTERM": seconds, "scan, alone": command(*scan)}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-n", dest="rounds", type=int, default=5)
    parser.add_argument("--idle", type=float, default=10)
    parser.add_argument("--json")
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="switchgear-bench-")
    try:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
            one_round(folder, 0, port)
            rounds = [one_round(folder, given.idle, port) for _ in range(given.rounds)]
    finally:
        shutil.rmtree(folder)
    results = []
    print(f"{'figure':27}{'wanted':>10}{'median':>10}{'worst':>10}")
    for figure, limit, unit in WANTED:
        values = [each[figure] for each in rounds]
        median, worst = statistics.median(values), max(values)
        digits = 2 if unit == "s" else 0
        results.append({"figure": figure, "wanted": f"< {limit} {unit}", "median": round(median, digits), "worst": round(worst, digits), "unit": unit,
                        "met": median < limit, "rounds": len(values)})
        print(f"{figure:27}{f'< {limit} {unit}':>10}{median:>10.{digits}f}{worst:>10.{digits}f}  {'met' if median < limit else 'not met'}")
    if given.json:
        with open(given.json, "w") as file:
            json.dump(results, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
