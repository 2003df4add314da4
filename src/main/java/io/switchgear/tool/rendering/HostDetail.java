package io.switchgear.tool.rendering;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.util.List;

/** The level of detail at which a result shows a host. */
public enum HostDetail {
  /** The number of ports per state, and the open ports' numbers. */
  COUNTED(0, 0),
  /** Also every open port with its service and version. */
  LISTED(0, 0),
  /** Also banners and script output, shortened. */
  SHORT(120, 300),
  /** Everything that is known. */
  FULL(1_024, 16_384);

  private static final int MIN_PORT_BYTES = 40;

  private final int bannerChars;
  private final int scriptChars;

  HostDetail(int bannerChars, int scriptChars) {
    this.bannerChars = bannerChars;
    this.scriptChars = scriptChars;
  }

  public int bannerChars() {
    return bannerChars;
  }

  public int scriptChars() {
    return scriptChars;
  }

  public boolean listsPorts() {
    return this != COUNTED;
  }

  /** Whether text from targets, and guesses about them, are shown. */
  public boolean showsText() {
    return this == SHORT || this == FULL;
  }

  /** A lower bound of the bytes that a host takes, computed without writing it. */
  public long minSize(Host host) {
    long size = listsPorts() ? (long) host.ports().size() * MIN_PORT_BYTES : 0;
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
