#!/usr/bin/env bash
# Measures what bench/README.md promises, on this machine, and prints it. As root, because one of the
# measures makes a network namespace; nothing outside of this machine is touched.
#   bench/run.sh            all of them
#   bench/run.sh nmap …     some: port-scan, nmap, refusals, breaker, listeners, eras
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || set -- port-scan nmap refusals breaker listeners eras

./sbt Jmh/benchmarks </dev/null
. project/find-java.sh
find_java java || exit 1
# The tests' class path has a logging configuration of its own, which is not the one to measure.
jvm=(-Xmx1g --enable-native-access=ALL-UNNAMED -Dlogback.configurationFile=logback.xml)
[ "$java_major" -lt 23 ] || jvm+=(--sun-misc-unsafe-memory-access=allow)
java() { SWITCHGEAR_LOG_LEVEL=ERROR "$JAVA_HOME/bin/java" "${jvm[@]}" -cp "$(cat target/jmh.classpath)" "$@"; }

code=0
for measure; do
  echo
  echo "== $measure"
  case $measure in
    # port_scan against nmap -sT: hosts that answer, and hosts that are silent.
    port-scan) JAVA=$JAVA_HOME/bin/java bench/port-scan.sh ;;
    # The nmap tool against the same nmap without Switchgear around it.
    nmap) java io.switchgear.bench.NmapBenchmark 7 2 1-10000 127.9.0.0/26 ;;
    # 100,000 calls on an open breaker from 4 threads; fails if any was not refused or any message waited. Then the nmap tool's.
    refusals)
      java io.switchgear.supervisor.RefusalBenchmark 100000 4 5 &&
        java io.switchgear.bench.NmapRefusals 500 3
      ;;
    # The breaker beside Resilience4j, Failsafe and Pekko's own; then what 10,000 idle ones take.
    breaker)
      for threads in 1 2; do java org.openjdk.jmh.Main "supervisor.*Comparison" -t "$threads" || code=1; done
      java io.switchgear.supervisor.IdleBreakers 10000
      ;;
    # 5,000 streams that only listen, and 10,000 sessions: what they take, and how fast all are told.
    listeners) java io.switchgear.bench.ListenersBenchmark 5000 10000 ;;
    # Calls a second of clients of 2026-07-28 and of 2025-11-25.
    eras) bench/eras.sh ;;
    *) echo "There is no measure '$measure'; there are: port-scan, nmap, refusals, breaker, listeners, eras." >&2; exit 2 ;;
  esac || code=1
done
exit "$code"
