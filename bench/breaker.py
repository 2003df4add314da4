#!/usr/bin/env python3
"""Compares the breaker with Pekko's and Resilience4j's, by the JMH benchmarks AsyncCallComparison and RefusalComparison.

usage: bench/breaker.py [-n ROUNDS] [--json FILE]      3 rounds, with 1 and with 2 threads

In each round every side runs in a JVM of its own, 3 s of warm-up and 3 s of measurement. A ratio is time per call divided by
the other's time per call.
"""
import argparse, sys

sys.dont_write_bytecode = True
import harness

CALLS = [("switchgear", "pekko", "a call, against Pekko's breaker", 2), ("switchgearOnDispatcher", "pekko", "a call whose work starts on the dispatcher, against Pekko's breaker", None)]
REFUSALS = [("permitSwitchgearOpen", "permitResilience4jOpen", "a rejection (the decision), against Resilience4j", 1),
            ("callSwitchgearOpen", "callResilience4jOpen", "a rejected asynchronous call, against Resilience4j", 1),
            ("permitSwitchgearHeld", "permitResilience4jForced", "a rejection while held open (the decision), against Resilience4j", 1),
            ("callSwitchgearHeld", "callResilience4jForced", "a rejected asynchronous call while held open, against Resilience4j", 1)]


def nanoseconds(benchmark, pairs, threads):
    """Per call of each method."""
    methods = sorted({method for pair in pairs for method in pair[:2]})
    found = harness.jmh(rf"\.{benchmark}\.({'|'.join(methods)})$", "-t", str(threads))
    return {method: found[method]["primaryMetric"]["score"] for method in methods}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-n", dest="rounds", type=int, default=3)
    parser.add_argument("--json")
    given = parser.parse_args()
    ratios = {}
    for number in range(given.rounds):
        for threads in (1, 2):
            for benchmark, pairs in (("AsyncCallComparison", CALLS), ("RefusalComparison", REFUSALS)):
                if benchmark == "RefusalComparison" and number > 0:
                    continue  # far from its limit, so that one round is enough
                nanos = nanoseconds(benchmark, pairs, threads)
                print(f"round {number + 1}, {threads} threads: {', '.join(f'{method} {time:,.0f} ns' for method, time in nanos.items())}; {harness.load()}", flush=True)
                for ours, theirs, name, limit in pairs:
                    ratios.setdefault((name, limit, threads), []).append(nanos[ours] / nanos[theirs])
    results = harness.Results(given.json)
    for (name, limit, threads), found in ratios.items():
        results.add(f"breaker: {name}, {threads} thread{'s' if threads > 1 else ''}", found, "x", median=limit)
    sys.exit(results.missed())
