#!/usr/bin/env bash
# Runs the measurements of bench/README.md on this machine and prints the results. Needs root, because
# one of them creates a network namespace. Nothing outside this machine is contacted.
#   bench/run.sh            every measurement below, one after the other
#   bench/run.sh all        every figure of speed that the project states, as one table and a section of docs/benchmarks.md
#   bench/run.sh nmap …     some of: port-scan, nmap, refusals, breaker, listeners, eras, front, growth, start
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ "${1:-}" = all ]; then
  shift
  ./sbt stage Jmh/benchmarks </dev/null
  exec bench/all.py "$@"
fi
[ $# -gt 0 ] || set -- port-scan nmap refusals breaker listeners eras front growth start

./sbt Jmh/benchmarks </dev/null
. project/find-java.sh
find_java java || exit 1
# The tests' class path has another logging configuration; measure with the server's.
jvm=(-Xmx1g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dlogback.configurationFile=logback.xml)
java() { SWITCHGEAR_LOG_LEVEL=ERROR "$JAVA_HOME/bin/java" "${jvm[@]}" -cp "$(cat target/jmh.classpath)" "$@"; }

code=0
for measure; do
  echo
  echo "== $measure"
  case $measure in
    # port_scan compared with nmap -sT, on hosts that answer and on silent hosts.
    port-scan) ./sbt stage </dev/null && bench/port-scan.py ;;
    # The nmap tool compared with nmap alone, with the same arguments.
    nmap) java io.switchgear.bench.NmapBenchmark 7 2 1-10000 127.9.0.0/26 ;;
    # 100,000 calls on an open breaker from 4 threads; fails if a call was not rejected or a message waited. Then the nmap tool's.
    refusals)
      java io.switchgear.supervisor.RefusalBenchmark 100000 4 5 &&
        java io.switchgear.bench.NmapRefusals 500 3
      ;;
    # The breaker compared with Resilience4j, Failsafe and Pekko's; then the memory of 10,000 idle breakers.
    breaker)
      for threads in 1 2; do java org.openjdk.jmh.Main "supervisor.*Comparison" -t "$threads" || code=1; done
      java io.switchgear.supervisor.IdleBreakers 10000
      ;;
    # 5,000 idle streams and 10,000 sessions: their memory, and the time until all streams have an event.
    listeners) java io.switchgear.bench.ListenersBenchmark 5000 10000 ;;
    # Calls per second of clients of 2026-07-28 and of 2025-11-25.
    eras) bench/eras.sh ;;
    # Calls per second, time and memory of tools/call compared with quarkus-mcp-server, in both eras.
    front) ./sbt stage </dev/null && bench/front.py ;;
    # What grows with the number of tools, connections, idle streams, jobs, and with the size of the audit.
    growth) ./sbt stage </dev/null && bench/growth.py ;;
    # The start, memory when idle and end of the server, and the short commands.
    start) ./sbt stage </dev/null && bench/start.py ;;
    *) echo "There is no measurement '$measure'; there are: port-scan, nmap, refusals, breaker, listeners, eras, front, growth, start." >&2; exit 2 ;;
  esac || code=1
done
exit "$code"
