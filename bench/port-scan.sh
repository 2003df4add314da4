#!/usr/bin/env bash
# Compares port_scan with nmap: seconds per round, the median of the ratios, and whether both had the same findings.
#
#   bench/port-scan.sh [all|loopback|silent] [ROUNDS]
#
#   loopback  65,535 ports of 127.0.0.1, nmap -sT -p- -T4 -n -Pn; 11 rounds, about 25 seconds
#   silent    nmap's 100 top ports of 16 hosts that drop all packets; 1 round, about 3 minutes,
#             nearly all of them for nmap
#
# The script creates and removes network namespaces for both, so other programs do not change the
# ports and no packet leaves the machine. Needs root, iproute2, nftables, nmap, and the benchmarks'
# class path (the script runs ./sbt Jmh/benchmarks if it is missing).
# Both sides are bound by the CPU, so other load on the machine makes the figures unreliable.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-all}
rounds=${2:-}
. project/find-java.sh
find_java java
main=io.switchgear.tools.portscan.PortScanBenchmark
namespace=sgb$$

fail() {
  echo "port-scan.sh: $*" >&2
  exit 2
}

case $what in
  all | loopback | silent) ;;
  *) fail "'$what' is none of all, loopback, silent" ;;
esac
command -v nmap > /dev/null || fail "nmap is missing; install it (apt-get install nmap)"
[ -n "${CLASSPATH:-}" ] || [ -s target/jmh.classpath ] || ./sbt Jmh/benchmarks
export CLASSPATH=${CLASSPATH:-$(cat target/jmh.classpath)}

compare() {
  ip netns exec "$namespace-near" timeout 1800 "$JAVA_HOME/bin/java" -Xmx512m "$main" "$@"
}

cleanup() {
  ip netns del "$namespace" 2> /dev/null || true
  ip netns del "$namespace-near" 2> /dev/null || true
}

loopback() {
  echo "== 65,535 ports of 127.0.0.1"
  compare "${rounds:-11}" 8 1-65535 127.0.0.1
}

silent() {
  local ports host hosts=
  ports=$(nmap -v -oG - -sT -n -Pn --top-ports 100 127.0.0.1 2> /dev/null |
    sed -n 's/.*TCP(100;\([^)]*\)).*/\1/p')
  ip netns add "$namespace"
  ip -n "$namespace-near" link add near type veth peer name far netns "$namespace"
  ip -n "$namespace-near" addr add 10.213.77.1/24 dev near
  ip -n "$namespace-near" link set near up
  for host in 10.213.77.{2..17}; do
    ip -n "$namespace" addr add "$host/24" dev far
    hosts+=${hosts:+,}$host
  done
  ip -n "$namespace" link set far up
  ip netns exec "$namespace" nft '
    table inet bench {
      chain incoming {
        type filter hook input priority 0; policy drop;
      }
    }'
  echo "== 100 ports of 16 hosts that drop everything"
  compare "${rounds:-1}" 1 "$ports" "$hosts"
}

[ "$(id -u)" = 0 ] || fail "network namespaces need root: run it as root"
trap cleanup EXIT
ip netns add "$namespace-near"
ip -n "$namespace-near" link set lo up
[ "$what" = silent ] || loopback
[ "$what" = loopback ] || silent
