"""Compares pairs of nmap XML files (N-a.xml, N-b.xml) in a folder with ndiff and writes N-diff.xml."""

import pathlib
import sys

import ndiff

# ndiff 7.93 sorts the scripts of a port but has no order for them, and fails on two; 7.94 has this order.
ndiff.ScriptResult.__lt__ = lambda self, other: (self.id, self.output) < (other.id, other.output)

folder = pathlib.Path(sys.argv[1])
for before in sorted(folder.glob("*-a.xml")):
    after = before.with_name(before.name.replace("-a.xml", "-b.xml"))
    scans = []
    for file in (before, after):
        scan = ndiff.Scan()
        scan.load_from_file(str(file))
        scans.append(scan)
    with open(before.with_name(before.name.replace("-a.xml", "-diff.xml")), "w") as out:
        ndiff.ScanDiffXML(scans[0], scans[1], out).output()
