"""Prints the hosts of a file of nmap XML as python3-libnmap reads them: a line per host and per port."""

import sys

from libnmap.parser import NmapParser

report = NmapParser.parse_fromfile(sys.argv[1])
print(f"report {report.hosts_up} {report.hosts_total} {report.summary}")
for host in report.hosts:
    names = " ".join(host.hostnames)
    os = host.os_match_probabilities()[0].name if host.os_fingerprinted else ""
    print(f"{host.address} {host.status} [{names}] [{host.mac}] [{os}]")
    for service in host.services:
        print(
            f"{host.address} {service.port}/{service.protocol} {service.state} {service.service}"
            f" [{service.banner}] {[one['id'] for one in service.scripts_results]}"
        )
