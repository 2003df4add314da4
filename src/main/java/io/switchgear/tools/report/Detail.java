package io.switchgear.tools.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.util.List;

/** How much of a host an answer shows; what matters most is in all of them. */
enum Detail {
  /** How many ports there are of each state, and which of them are open. */
  COUNTED(0, 0),
  /** Every open port with its service and version. */
  LISTED(0, 0),
  /** Banners and script output in their first characters. */
  SHORT(120, 300),
  /** All that is known. */
  FULL(1_024, 16_384);

  private static final int LEAST_PORT_BYTES = 40;

  private final int bannerChars;
  private final int scriptChars;

  Detail(int bannerChars, int scriptChars) {
    this.bannerChars = bannerChars;
    this.scriptChars = scriptChars;
  }

  int bannerChars() {
    return bannerChars;
  }

  int scriptChars() {
    return scriptChars;
  }

  boolean listsPorts() {
    return this != COUNTED;
  }

  /** Whether what targets said, and what is guessed of them, is shown. */
  boolean showsText() {
    return this == SHORT || this == FULL;
  }

  /** Bytes that a host takes at least; known without writing it. */
  long leastSize(Host host) {
    long size = listsPorts() ? (long) host.ports().size() * LEAST_PORT_BYTES : 0;
    if (showsText()) {
      size += textSize(host.traits().scripts());
      for (Port port : host.ports()) {
        size += Math.min(bannerChars, port.banner().length()) + textSize(port.scripts());
      }
    }
    return size;
  }

  private long textSize(List<Script> scripts) {
    return scripts.stream().mapToLong(one -> Math.min(scriptChars, one.output().length())).sum();
  }
}
