#!/usr/bin/env bash
# Measures calls of echo per second in both eras of the protocol, alternately, and prints the median of the ratios.
# Each era has its own warm server, because the JIT compiler optimizes a server for the calls that come first.
#
#   bench/eras.sh [ROUNDS] [SECONDS]     15 rounds of 3 s on each side by default, about two minutes
#
# The servers are the fixture servers of the conformance suite, with the whole call path: arguments, limits, events,
# breaker, metrics, audit. The load comes from wrk with 32 connections on the same machine. The two sides start the
# rounds alternately. Needs wrk, curl, and the benchmarks' class path (the script runs ./sbt Jmh/benchmarks if it is missing).
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-15}
seconds=${2:-3}
. project/find-java.sh
find_java java
for program in wrk curl; do
  command -v "$program" > /dev/null || {
    echo "eras.sh: $program is missing; install it (apt-get install $program)" >&2
    exit 2
  }
done
[ -s target/jmh.classpath ] || ./sbt Jmh/benchmarks

folder=$(mktemp -d)
declare -A pid url
stop() {
  for each in "${pid[@]}"; do kill "$each" 2> /dev/null || true; done
  rm -rf "$folder"
}
trap stop EXIT

jvm=(-Xmx1g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dlogback.configurationFile=logback.xml)
jvm+=(-XX:+UseCompactObjectHeaders)
for era in legacy modern; do
  SWITCHGEAR_LOG_LEVEL=ERROR "$JAVA_HOME/bin/java" "${jvm[@]}" -cp "$(cat target/jmh.classpath)" \
    io.switchgear.conformance.FixtureServer --port 0 > "$folder/$era" 2>&1 &
  pid[$era]=$!
done
for era in legacy modern; do
  for _ in $(seq 120); do
    url[$era]=$(grep -om1 'http://127.0.0.1:[0-9]*/mcp' "$folder/$era") && break
    kill -0 "${pid[$era]}" 2> /dev/null || break
    sleep 0.5
  done
  [ -n "${url[$era]}" ] || {
    cat "$folder/$era" >&2
    exit 2
  }
done

session=$(curl -s -X POST "${url[legacy]}" -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' -D- -o /dev/null \
  -d '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}' |
  awk 'tolower($1) == "mcp-session-id:" {print $2}' | tr -d '\r')

# script ERA PARAMS-TAIL HEADER VALUE …: writes the requests for wrk.
script() {
  local era=$1 tail=$2
  shift 2
  {
    echo 'wrk.method = "POST"'
    echo "wrk.body = [[{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"message\":\"hi\"}$tail}}]]"
    printf 'wrk.headers["%s"] = "%s"\n' content-type application/json accept 'application/json, text/event-stream' "$@"
  } > "$folder/$era.lua"
}
script legacy '' MCP-Protocol-Version 2025-11-25 Mcp-Session-Id "$session"
script modern ',"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}' \
  MCP-Protocol-Version 2026-07-28 Mcp-Method tools/call Mcp-Name echo

run() {
  wrk -t1 -c32 -d"$2s" -s "$folder/$1.lua" "${url[$1]}" > "$folder/out"
  if grep 'Non-2xx' "$folder/out"; then exit 3; fi
  awk '/Requests\/sec/ {print $2}' "$folder/out"
}

echo "warming up"
for _ in 1 2 3; do
  run legacy 4 > /dev/null
  run modern 4 > /dev/null
done
for round in $(seq "$rounds"); do
  if [ $((round % 2)) = 0 ]; then
    modern=$(run modern "$seconds") legacy=$(run legacy "$seconds")
  else
    legacy=$(run legacy "$seconds") modern=$(run modern "$seconds")
  fi
  ratio=$(awk "BEGIN {printf \"%.3f\", $modern / $legacy}")
  echo "round $round  2026-07-28 $modern/s  2025-11-25 $legacy/s  ratio $ratio"
  echo "$ratio" >> "$folder/ratios"
done
sort -n "$folder/ratios" |
  awk '{v[NR] = $1} END {printf "median ratio %.2f (%.2f to %.2f) over %d rounds\n", v[int((NR + 1) / 2)], v[1], v[NR], NR}'
