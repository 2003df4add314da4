package io.switchgear.tools.nmap;

import io.switchgear.tool.Progress;
import java.time.Duration;
import java.util.Locale;

/**
 * Turns what nmap tells of its tasks into one figure, percent of the whole scan, that never goes
 * back. nmap goes through the same tasks once per group of hosts; how long each will take is not
 * known beforehand, so each has a fixed share of its group.
 */
final class NmapProgress implements NmapXml.Listener {

  private static final double WHOLE = 100;

  /** Only the end of the scan is all of it. */
  private static final double MOST_BEFORE_THE_END = 99;

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
   * @param hosts how many are asked for
   * @param hostGroup how many nmap takes at a time
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

  /** Says that the scan is alive. */
  synchronized void heartbeat() {
    report(true);
  }

  /** Says that the scan is through. */
  synchronized void complete() {
    done = WHOLE;
    task = "Finished";
    report(true);
  }

  private void advance(double inGroup) {
    double reached = WHOLE * Math.min(hosts, finished + inGroup) / hosts;
    done = Math.max(done, Math.min(MOST_BEFORE_THE_END, reached));
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
