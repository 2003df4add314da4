package io.switchgear.tools.nmap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Why well-known nmap flags are refused, and what to use instead. */
final class RefusedFlags {

  private static final String OUTPUT =
      "it writes or reads files of the server. Results come back in the answer; leave it out.";
  private static final String OUR_OUTPUT =
      "the server sets how nmap prints, to be able to read it. Leave it out.";
  private static final String TARGETS =
      "targets are given one by one, so that each is checked. Put them into \"targets\".";
  private static final String EXCLUDED = "hosts to leave out go into \"exclude\".";
  private static final String FORGED =
      "forged, relayed or deformed packets are not sent: they would name hosts outside the scope or"
          + " hide who scans. Leave it out.";
  private static final String SCRIPTS =
      "scripts are checked by category. Put their names or categories into \"scripts\".";
  private static final String FILES =
      "nmap runs with the data files it was installed with. Leave it out.";
  private static final String RIGHTS = "what nmap may do is found out by the server. Leave it out.";
  private static final String NAMES =
      "asking name servers reaches beyond the targets. For reverse names from the server's own"
          + " resolver set \"reverse_dns\" to true.";
  private static final String NOT_A_SCAN =
      "it makes nmap print something else than a scan. Leave it out.";
  private static final String DISCOVERY_TEMPLATE =
      "set \"template\" to \"discovery\" to see which hosts answer.";
  private static final String TECHNIQUE = "set \"technique\" instead.";
  private static final String PORTS = "set \"ports\" instead, such as \"22,80\" or \"top:100\".";
  private static final String SEVERAL =
      "it stands for several things. Set \"service_detection\", \"os_detection\" and \"scripts\".";

  private static final Map<String, String> EXACT = new LinkedHashMap<>();

  /** Short flags, to which nmap allows attached values; longest first. */
  private static final Map<String, String> PREFIXES = new LinkedHashMap<>();

  static {
    exact(OUTPUT, "--append-output", "--resume");
    exact(OUR_OUTPUT, "--stylesheet", "--webxml", "--no-stylesheet", "--stats-every", "--verbose");
    exact(OUR_OUTPUT, "--debug", "--reason", "--noninteractive", "--log-errors");
    exact(EXCLUDED, "--exclude", "--excludefile");
    exact(TARGETS, "--randomize-hosts", "--unique", "--resolve-all");
    exact(FORGED, "--proxies", "--proxy", "--spoof-mac", "--source-port", "--data", "--badsum");
    exact(FORGED, "--data-string", "--data-length", "--ip-options", "--ttl", "--mtu", "--ff");
    exact(FORGED, "--scanflags", "--send-eth", "--send-ip", "--adler32", "--scan-flags");
    exact(SCRIPTS, "--script", "--script-args", "--script-args-file", "--script-trace");
    exact(SCRIPTS, "--script-updatedb", "--script-help");
    exact(FILES, "--datadir", "--servicedb", "--versiondb", "--stylesheets");
    exact(RIGHTS, "--privileged", "--unprivileged");
    exact(NAMES, "--dns-servers", "--system-dns", "-n", "-R");
    exact(NOT_A_SCAN, "--interactive", "--iflist", "--packet-trace", "--version-trace", "--help");
    exact(NOT_A_SCAN, "--version", "-V", "-h", "--route-dst", "--traceroute", "--vv");
    exact(PORTS, "--top-ports", "--port-ratio", "--allports", "-F");
    exact("set \"timing\" instead, from 0 to 5.", "--timing");
    exact("set \"host_timeout_seconds\" instead.", "--host-timeout");
    exact("set \"skip_host_discovery\" to true instead.", "-Pn", "-PN", "-P0", "-PD");
    exact("the family follows from the targets. Leave it out.", "-6", "-4");
    exact(SEVERAL, "-A");
    exact(SCRIPTS, "-sC");
    exact(DISCOVERY_TEMPLATE, "-sn", "-sP");
    exact("a list without a scan tells nothing that the targets do not. " + TARGETS, "-sL");
    exact("set \"service_detection\" to true instead.", "-sV", "-sR");
    exact("protocols other than TCP and UDP are not scanned. " + TECHNIQUE, "-sO", "-sY", "-sZ");
    prefix(FORGED, "-sI", "-D", "-S", "-b", "-e", "-g", "-f");
    prefix(TECHNIQUE, "-s");
    prefix(OUTPUT, "-o");
    prefix(TARGETS, "-i");
    prefix(PORTS, "-p");
    prefix("set \"os_detection\" to true instead.", "-O");
    prefix("set \"timing\" instead, from 0 to 5.", "-T");
    prefix(OUR_OUTPUT, "-v", "-d");
  }

  private RefusedFlags() {}

  private static void exact(String reason, String... flags) {
    for (String flag : flags) {
      EXACT.put(flag, reason);
    }
  }

  private static void prefix(String reason, String... flags) {
    for (String flag : flags) {
      PREFIXES.put(flag, reason);
    }
  }

  /**
   * @param name the flag without {@code =} and a value
   */
  static Optional<String> reason(String name) {
    String exact = EXACT.get(name);
    if (exact != null || name.startsWith("--")) {
      return Optional.ofNullable(exact);
    }
    return PREFIXES.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
