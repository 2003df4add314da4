# Finds Java 25 or newer. ./sbt, the start script of the staged application and the bench scripts source
# this file, so that all look in the same places.
#
#   find_java javac   finds a JDK
#   find_java java    finds a JDK or a runtime
#
# Sets JAVA_HOME. If there is none, prints one line that says how to get one, and returns 1.
# Order: JAVA_HOME, the PATH, then the newest version in the usual folders. Since Java 9 each installation
# has a `release` file with its version; reading it is much faster than starting the JVM.

java_major_of() {
  [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_java() {
  local wanted=$1 on_path home major newest=0
  HOME=${HOME:-~}
  on_path=$(command -v "$wanted") && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/*}
  for home in "${JAVA_HOME:-}" "$on_path"; do
    major=$(java_major_of "$home" "$wanted") && [ "${major:-0}" -ge 25 ] || continue
    JAVA_HOME=$home
    return 0
  done
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    major=$(java_major_of "$home" "$wanted") && [ "${major:-0}" -gt "$newest" ] || continue
    JAVA_HOME=$home newest=$major
  done
  [ "$newest" -ge 25 ] && return 0
  echo "No Java 25 or newer in JAVA_HOME, on the PATH or in the usual folders." \
    "Get one: 'apt-get install openjdk-25-jdk-headless' if your Debian has it, or Temurin from" \
    "https://adoptium.net/installation/ (unpacked under /opt, or with JAVA_HOME set to it)." >&2
  return 1
}
