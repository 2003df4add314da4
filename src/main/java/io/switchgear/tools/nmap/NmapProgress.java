package io.switchgear.tools.nmap;

import io.switchgear.tool.Progress;
import java.time.Duration;
import java.util.Locale;

/**
 * Converts nmap's task progress to a percentage of the whole scan that never decreases. nmap runs
 * the same tasks for each group of hosts. Their durations are unknown in advance, so each task has
 * a fixed share of its group.
 */
final class NmapProgress implements NmapXml.Listener {

  private static final double WHOLE = 100;

  /** The maximum before the scan has ended. */
  private static final double MAX_BEFORE_END = 99;

  private static final long LEAST_NANOS_BETWEEN = Duration.ofMillis(250).toNanos();

  private final Progress out;
  private final long hosts;
  private final int hostGroup;
  private final double discoveryEnds;
  private final double portsEnd;
  private final double servicesEnd;
  private final long began = System.nanoTime();
  private long lastReport = began - LEAST_NANOS_BETWEEN;
  private double done;
  private long finished;
  private String task = "Starting";

  /**
   * @param hosts the number of requested hosts
   * @param hostGroup the number of hosts per group
   */
  NmapProgress(Progress out, long hosts, int hostGroup, NmapArguments arguments) {
    this.out = out;
    this.hosts = hosts;
    this.hostGroup = hostGroup;
    boolean scripts = !arguments.effectiveScripts().isEmpty();
    servicesEnd = scripts ? 0.8 : 1;
    portsEnd = arguments.detectsServices() || arguments.detectsOs() ? 0.5 : servicesEnd;
    discoveryEnds = arguments.discoversOnly() ? 1 : 0.05;
  }

  @Override
  public synchronized void onTask(String name, double percent) {
    task = name;
    double inGroup = Math.min(hostGroup, hosts - finished) * share(name, percent / WHOLE);
    advance(inGroup);
    report(false);
  }

  @Override
  public synchronized void onHost() {
    finished++;
    advance(0);
    report(false);
  }

  /** Reports that the scan is alive. */
  synchronized void heartbeat() {
    report(true);
  }

  /** Reports that the scan is complete. */
  synchronized void complete() {
    done = WHOLE;
    task = "Finished";
    report(true);
  }

  private void advance(double inGroup) {
    double reached = WHOLE * Math.min(hosts, finished + inGroup) / hosts;
    done = Math.max(done, Math.min(MAX_BEFORE_END, reached));
  }

  private double share(String name, double part) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.contains("ping") || lower.contains("arp") || lower.contains("dns")) {
      return part * discoveryEnds;
    }
    if (lower.contains("nse") || lower.contains("script")) {
      return servicesEnd + part * (1 - servicesEnd);
    }
    if (lower.contains("service") || lower.contains("os ")) {
      return portsEnd + part * (servicesEnd - portsEnd);
    }
    return discoveryEnds + part * (portsEnd - discoveryEnds);
  }

  private void report(boolean always) {
    long now = System.nanoTime();
    if (!always && now - lastReport < LEAST_NANOS_BETWEEN) {
      return;
    }
    lastReport = now;
    out.report(
        done,
        WHOLE,
        String.format(
            Locale.ROOT,
            "%s; %d of %d hosts finished; %d s",
            task,
            finished,
            hosts,
            Duration.ofNanos(now - began).toSeconds()));
  }
}
