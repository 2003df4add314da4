#!/usr/bin/env bash
# port_scan against nmap: seconds per round, the median of the ratios, and whether both found the same.
#
#   bench/port-scan.sh [all|loopback|silent] [ROUNDS]
#
#   loopback  65,535 ports of 127.0.0.1, nmap -sT -p- -T4 -n -Pn; 11 rounds, some 25 seconds
#   silent    nmap's 100 usual ports of 16 hosts that drop everything; 1 round, some 3 minutes,
#             nearly all of them nmap's; needs root, iproute2 and nftables
#
# The hosts live in a network namespace that this script makes and removes; nothing else is touched.
# Needs nmap, and the benchmarks' class path (./sbt Jmh/benchmarks; done here when it is missing).
# JAVA names the JVM to use. A machine that is busy otherwise says little: both are bound by the CPU.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-all}
rounds=${2:-}
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
  timeout 1800 "${JAVA:-java}" -Xmx512m "$main" "$@"
}

loopback() {
  echo "== 65,535 ports of 127.0.0.1"
  compare "${rounds:-11}" 8 1-65535 127.0.0.1
}

silent() {
  [ "$(id -u)" = 0 ] || fail "'silent' makes a network namespace: run it as root, or run 'loopback'"
  local ports host hosts=
  ports=$(nmap -v -oG - -sT -n -Pn --top-ports 100 127.0.0.1 2> /dev/null | sed -n 's/.*TCP(100;\([^)]*\)).*/\1/p')
  trap 'ip netns del "$namespace" 2> /dev/null || true' EXIT
  ip netns add "$namespace"
  ip link add "${namespace}a" type veth peer name "${namespace}b" netns "$namespace"
  ip addr add 10.213.77.1/24 dev "${namespace}a"
  ip link set "${namespace}a" up
  for host in 10.213.77.{2..17}; do
    ip -n "$namespace" addr add "$host/24" dev "${namespace}b"
    hosts+=${hosts:+,}$host
  done
  ip -n "$namespace" link set "${namespace}b" up
  ip netns exec "$namespace" nft '
    table inet bench {
      chain incoming {
        type filter hook input priority 0; policy drop;
      }
    }'
  echo "== 100 ports of 16 hosts that drop everything"
  compare "${rounds:-1}" 1 "$ports" "$hosts"
}

[ "$what" = silent ] || loopback
[ "$what" = loopback ] || silent
