#!/usr/bin/env bash
# Runs sbt on a suitable JDK. Needs only a JDK and Maven. Passes all arguments to sbt.
set -eu

# Pin both together. The launcher starts the sbt version in project/build.properties.
launcher=1.13.0
launcher_sha256=18d4a733eae2f70fd4d71a46e9da21d2eb7c9bf6ee85a67be9a9800e7c01403e

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/project/find-java.sh"
find_java javac || exit 1
export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
cd "$here"

# Scala's runtime uses sun.misc.Unsafe, and Java warns about it without this option.
jvm=(--sun-misc-unsafe-memory-access=allow)

# Prefers an installed sbt, unless it is this script, directly or through another checkout.
if [ -z "${SWITCHGEAR_SBT:-}" ]; then
  export SWITCHGEAR_SBT=1
  while read -r sbt; do
    [ "$sbt" -ef "${BASH_SOURCE[0]}" ] || exec "$sbt" ${jvm[@]+"${jvm[@]/#/-J}"} "$@"
  done < <(type -ap sbt)
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/switchgear
jar=$cache/sbt-launch-$launcher.jar
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi; }
genuine() { [ -f "$1" ] && [ "$(sha256 "$1" | cut -d' ' -f1)" = "$launcher_sha256" ]; }
if ! genuine "$jar"; then
  if ! command -v mvn >/dev/null; then
    echo "Neither sbt nor Maven (to get sbt with) is on the PATH. Get Maven: 'apt-get install maven'." >&2
    exit 1
  fi
  mkdir -p "$cache"
  fresh=$(mktemp -d "$cache/fresh.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  echo "Getting sbt's launcher $launcher with Maven." >&2
  (cd "$fresh" && MAVEN_OPTS="${MAVEN_OPTS:-} ${jvm[*]-}" mvn -q -B dependency:copy -Dartifact="org.scala-sbt:sbt-launch:$launcher" -DoutputDirectory=.) >&2
  if ! genuine "$fresh/sbt-launch-$launcher.jar"; then
    echo "The launcher that Maven got is not the one pinned in ./sbt (SHA-256 $launcher_sha256)." \
      "Remove org/scala-sbt/sbt-launch from your local Maven repository and try again; if it stays so, do not run it." >&2
    exit 1
  fi
  mv -f "$fresh/sbt-launch-$launcher.jar" "$jar"
  rm -rf "$fresh"
fi

while read -r line; do
  case $line in '' | '#'*) ;; *) jvm+=("$line") ;; esac
done < .jvmopts
args=()
for arg; do
  case $arg in
    -J*) jvm+=("${arg#-J}") ;;
    -D*) jvm+=("$arg") ;;
    *) args+=("$arg") ;;
  esac
done
exec "$JAVA_HOME/bin/java" "${jvm[@]}" -jar "$jar" ${args[@]+"${args[@]}"}
