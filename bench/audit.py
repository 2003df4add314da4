#!/usr/bin/env python3
"""Measures the CPU time of a record of the audit, at 40,000 records a second, by the JMH benchmark AuditBenchmark.

usage: bench/audit.py [-n ROUNDS] [--json FILE]      2 rounds of 5 times 3 s, each in a JVM of its own
"""
import argparse, sys

sys.dont_write_bytecode = True
import harness

if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-n", dest="rounds", type=int, default=2)
    parser.add_argument("--json")
    given = parser.parse_args()
    caller, writer = [], []
    for number in range(given.rounds):
        counters = harness.jmh(r"\.AuditBenchmark\.burst$")["burst"]["secondaryMetrics"]
        raw = {name: [each for fork in counters[name]["rawData"] for each in fork] for name in ("callerNanos", "writerNanos", "records")}
        for values, name in ((caller, "callerNanos"), (writer, "writerNanos")):
            values += [nanos / records / 1000 for nanos, records in zip(raw[name], raw["records"])]
        print(f"round {number + 1}: {', '.join(f'{mine + its:.2f} µs' for mine, its in zip(caller[-5:], writer[-5:]))}; {harness.load()}", flush=True)
    results = harness.Results(given.json)
    results.add("audit: CPU of a record, caller and writer", [mine + its for mine, its in zip(caller, writer)], "µs", median=3)
    results.add("audit: CPU of a record, its caller", caller, "µs")
    results.add("audit: CPU of a record, the writer", writer, "µs")
    sys.exit(results.missed())
