#!/usr/bin/env python3
"""Runs every benchmark of the project's speed, and makes one table and a section of docs/benchmarks.md of their results.

usage: bench/all.py [-q] [PART ...]      as root; all parts take about 35 minutes; -q: few rounds, to check the scripts

Each part writes a list of results as JSON (bench/table.py says which) into target/bench. A part that fails is a row of the table,
and the others run all the same. The exit code is 1 if a part has failed or a figure is not met.
"""
import argparse, datetime, glob, json, os, subprocess, sys, time

sys.dont_write_bytecode = True
import harness, table

# A part: its command, and the options of a quick run. {json} is the file for the results.
PARTS = {
    "start": ("bench/start.py --json {json}", "-n 2"),
    "front": ("bench/front.py --json {json}", "-n 2 -s 2 -w 1"),
    "breaker": ("bench/breaker.py --json {json}", "-n 1"),
    "audit": ("bench/audit.py --json {json}", "-n 1"),
    "port-scan": ("bench/port-scan.py --json {json}", "-n 2 loopback loopback6 veth rate"),
    "growth": ("bench/growth.py --json {json}", "-q"),
}
FOLDER = os.path.join(harness.ROOT, "target/bench")
SECTION = os.path.join(harness.ROOT, "docs/benchmarks.md")


def part(name, quick, file, begun):
    command, faster = PARTS[name]
    words = command.format(json=file).split() + (faster.split() if quick else [])
    print(f"== {name} ({(time.monotonic() - begun) / 60:.1f} min so far): {' '.join(words)}", flush=True)
    if not os.path.exists(os.path.join(harness.ROOT, words[0])):
        return "there is no " + words[0]
    with open(file.removesuffix(".json") + ".log", "w") as log:
        process = subprocess.Popen(words, cwd=harness.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        last = ""
        for line in process.stdout:
            log.write(line)
            print("   ", line, end="", flush=True)
            last = line.strip() or last
        code = process.wait()
    found = json.load(open(file)) if os.path.exists(file) else []
    # A benchmark ends with 1 if a figure is not met.
    if code > 1 or code < 0 or not found or (code == 1 and all(row["met"] is not False for row in found)):
        return f"exit code {code}: {last[:200]}"
    return None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("-q", dest="quick", action="store_true")
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[[], *PARTS])
    given = parser.parse_args()
    os.makedirs(FOLDER, exist_ok=True)
    for old in glob.glob(FOLDER + "/*"):
        os.remove(old)
    begun, date, before = time.monotonic(), datetime.date.today(), harness.load()
    for number, name in enumerate(PARTS):
        if given.parts and name not in given.parts:
            continue
        file = f"{FOLDER}/{number}-{name}.json"
        failure = part(name, given.quick, file, begun)
        if failure:
            found = json.load(open(file)) if os.path.exists(file) else []
            with open(file, "w") as text:
                json.dump([*found, {"figure": name, "failed": failure}], text)
            print(f"== {name} has failed: {failure}", flush=True)
    minutes = (time.monotonic() - begun) / 60
    rows = table.rows(FOLDER)
    header = (f"`bench/run.sh all{' -q' if given.quick else ''}{''.join(' ' + each for each in given.parts)}`, {date}, {harness.versions()}, {minutes:.0f} minutes. "
              f"Before: {before}; after: {harness.load()}. Worst is the worst round.")
    print(f"== {minutes:.1f} min\n\n{table.table(rows)}\n")
    missed = table.missed(rows)
    print(f"{len(rows)} figures; not met or failed: {', '.join(missed) or 'none'}")
    if not given.quick and not given.parts:
        table.section(SECTION, header, rows)
        print(f"written to {os.path.relpath(SECTION, harness.ROOT)}")
    sys.exit(1 if missed else 0)
