package io.switchgear.scan.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.Ranges;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;

/** Counts hosts by result, and keeps the ranges of those that a table need not list. */
final class HostTally {

  /** The result of a host, as people read it. */
  enum Result {
    OPEN("with open ports"),
    UP("up, nothing open"),
    NO_ANSWER("no answer"),
    UNREACHABLE("unreachable"),
    INCOMPLETE("scan incomplete");

    private final String words;

    Result(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    static Result of(Host host) {
      if (host.openPorts() > 0) {
        return OPEN;
      }
      if (!host.scan().isWhole()) {
        return INCOMPLETE;
      }
      if (host.isUp()) {
        return UP;
      }
      return host.scan() == Scan.UNREACHABLE ? UNREACHABLE : NO_ANSWER;
    }
  }

  private final Map<Result, Long> counts = new EnumMap<>(Result.class);
  private final Map<Result, Ranges.Builder> addresses = new EnumMap<>(Result.class);

  void add(Host host, InetAddress address) {
    Result result = Result.of(host);
    counts.merge(result, 1L, Long::sum);
    addresses.computeIfAbsent(result, absent -> new Ranges.Builder()).add(address);
  }

  long count(Result result) {
    return counts.getOrDefault(result, 0L);
  }

  /** Called once for each result. */
  Ranges ranges(Result result) {
    Ranges.Builder ranges = addresses.get(result);
    return ranges == null ? Ranges.unknown(0) : ranges.build();
  }
}
