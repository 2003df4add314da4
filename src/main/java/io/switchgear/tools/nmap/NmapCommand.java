package io.switchgear.tools.nmap;

import io.switchgear.scope.TargetSet;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tools.ports.PortSpec;
import io.switchgear.tools.process.Fence;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the argument vector. Callers' text is included only if a grammar accepts it. Targets are
 * the checked addresses, which cannot start with a dash.
 *
 * @param rawSockets whether nmap can open raw sockets
 * @param scripts the scripts to run
 * @param scriptFiles the script database for nmap; empty if it runs no scripts
 * @param fence whether a network fence restricts nmap to its targets
 */
record NmapCommand(
    NmapArguments arguments,
    boolean rawSockets,
    ScriptSelection scripts,
    Optional<ScriptFiles> scriptFiles,
    TargetSet targets,
    FenceSupport fence) {

  /**
   * nmap reports hosts when their whole group is finished. With small groups, a stopped scan loses
   * fewer results; larger groups are faster.
   */
  static final int HOST_GROUP = 32;

  /** The arguments after the program's path. */
  List<String> argv(Path program) {
    List<String> argv = new ArrayList<>();
    argv.add(program.toString());
    argv.addAll(List.of("-oX", "-", "--no-stylesheet", "--stats-every", "1s"));
    argv.add(rawSockets ? "--privileged" : "--unprivileged");
    if (!arguments.reverseDns()) {
      argv.add("-n");
    }
    if (targets.hasIpv6()) {
      argv.add("-6");
    }
    addTechniqueAndPorts(argv);
    argv.add("-T" + arguments.effectiveTiming());
    if (arguments.skipHostDiscovery()) {
      argv.add("-Pn");
    }
    if (arguments.detectsServices()) {
      argv.add("-sV");
    }
    if (detectsOs()) {
      argv.add("-O");
    }
    if (!scripts.names().isEmpty()) {
      argv.add("--script");
      argv.add(String.join(",", scripts.names()));
    }
    scriptFiles.ifPresent(files -> argv.addAll(files.flags()));
    arguments
        .hostTimeoutSeconds()
        .ifPresent(seconds -> argv.addAll(List.of("--host-timeout", seconds + "s")));
    if (!arguments.extra().has("--min-hostgroup") && !arguments.extra().has("--max-hostgroup")) {
      argv.addAll(List.of("--max-hostgroup", Integer.toString(HOST_GROUP)));
    }
    argv.addAll(arguments.extra().argv());
    argv.addAll(targets.specs());
    return argv;
  }

  /** The process specification with its limits. */
  ProcessSpec spec(List<String> argv, long outputLimit, Duration grace) {
    return new ProcessSpec(
        argv,
        scriptFiles.map(ScriptFiles::environment).orElse(Map.of()),
        outputLimit,
        ProcessSpec.DEFAULT_STDERR_LIMIT,
        grace,
        scriptFiles.map(ScriptFiles::files).orElse(Map.of()),
        fenceAround());
  }

  /** The first targets, for consumers outside of the scan. */
  List<String> firstTargets() {
    return targets.texts().limit(PinnedTargets.MAX_TOLD).toList();
  }

  /** Notes about deviations from the request. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!rawSockets && arguments.technique().equals(Optional.of(Technique.SYN))) {
      notes.add(
          "Technique syn became connect, because the server may not open raw sockets"
              + " (CAP_NET_RAW).");
    }
    if (!rawSockets && arguments.detectsOs()) {
      notes.add(
          "The operating system was not detected, because the server may not open raw sockets"
              + " (CAP_NET_RAW).");
    }
    if (arguments.extra().has(Flags.OPEN)) {
      notes.add(
          "Flag --open was left out, because nmap then reports hosts without open ports as it"
              + " reports hosts that are down; the answer names open ports and counts the others.");
    }
    targets.exclusionNote().ifPresent(notes::add);
    notes.addAll(scripts.notes());
    if (fence instanceof FenceSupport.Unsupported missing) {
      notes.add("The kernel did not hold nmap to its targets: " + missing.reason() + ".");
    }
    return notes;
  }

  /** The number of hosts per group, as far as the arguments set it. */
  int hostGroup() {
    return HOST_GROUP;
  }

  boolean detectsOs() {
    return arguments.detectsOs() && rawSockets;
  }

  /** A fence with the checked addresses, and the DNS servers if reverse names are requested. */
  private Optional<Fence> fenceAround() {
    return switch (fence) {
      case FenceSupport.Supported up ->
          Optional.of(
              new Fence(
                  targets.specs(), arguments.reverseDns() ? Resolvers.configured() : List.of()));
      case FenceSupport.Unsupported missing -> Optional.empty();
    };
  }

  private void addTechniqueAndPorts(List<String> argv) {
    if (arguments.discoversOnly()) {
      argv.add("-sn");
      return;
    }
    PortSpec ports = arguments.effectivePorts();
    boolean onlyUdp =
        arguments.technique().equals(Optional.of(Technique.UDP))
            || (ports.tcp().isEmpty() && !ports.udp().isEmpty());
    if (!onlyUdp) {
      Technique tcp = arguments.technique().orElse(Technique.SYN);
      argv.add(rawSockets ? tcp.flag() : Technique.CONNECT.flag());
    }
    if (onlyUdp || !ports.udp().isEmpty()) {
      argv.add(Technique.UDP.flag());
    }
    if (ports.top() > 0) {
      argv.addAll(List.of("--top-ports", Integer.toString(ports.top())));
    } else {
      argv.addAll(List.of("-p", ports.flagValue()));
    }
  }
}
