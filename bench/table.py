#!/usr/bin/env python3
"""Makes one table of the results of all benchmarks in a folder.

usage: bench/table.py FOLDER [--section FILE --header TEXT]

Each file *.json of the folder is a list of {"figure", "wanted", "median", "worst", "unit", "met", "rounds"}, in the order of the
names. "met" is true, false or null (not judged); a row with "failed" says why a benchmark has no figures. The exit code is 1 if
something failed or was not met. --section replaces the part of FILE between the lines <!-- all: begin --> and <!-- all: end -->.
"""
import argparse, glob, json, os, sys

BEGIN, END = "<!-- all: begin -->", "<!-- all: end -->"
COLUMNS = ("figure", "wanted", "median", "worst", "unit", "rounds", "met")


def number(value):
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def rows(folder):
    found = []
    for file in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(file) as text:
            found += json.load(text)
    return found


def cells(row):
    if "failed" in row:
        return [row["figure"], "", "", "", "", "", f"failed: {row['failed']}"]
    wanted = row["wanted"]
    met = {None: "", True: "yes", False: "NO"}[row["met"]]
    return [row["figure"], number(wanted) if wanted != "" else "", number(row["median"]), number(row["worst"]), row["unit"], str(row["rounds"]), met]


def table(found):
    lines = [list(COLUMNS), *map(cells, found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    right = (2, 3, 5)
    return "\n".join("  ".join(cell.rjust(width) if column in right else cell.ljust(width) for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
                     for line in lines)


def markdown(found):
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---|---|---:|---:|---|---:|---|"]
    lines += ["| " + " | ".join(cells(row)).replace("<", "&lt;") + " |" for row in found]
    return "\n".join(lines)


def missed(found):
    return [row["figure"] for row in found if row.get("met") is False or "failed" in row]


def section(file, header, found):
    with open(file) as text:
        before, begin, rest = text.read().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"table.py: {file} has no lines {BEGIN} and {END}")
    with open(file, "w") as text:
        text.write(f"{before}{BEGIN}\n{header}\n\n{markdown(found)}\n{END}{after}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--section")
    parser.add_argument("--header", default="")
    given = parser.parse_args()
    every = rows(given.folder)
    print(table(every))
    if given.section:
        section(given.section, given.header, every)
    sys.exit(1 if missed(every) else 0)
