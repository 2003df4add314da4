package io.switchgear.mcp.wire;

import java.util.List;
import java.util.regex.Pattern;

/** The protocol versions that this server supports. Versions are dates, so they sort as text. */
public final class ProtocolVersions {

  public static final String MODERN = "2026-07-28";
  public static final String LATEST_LEGACY = "2025-11-25";

  /** The only version whose clients may send an array of messages. */
  public static final String WITH_BATCHES = "2025-03-26";

  /** The first version with resource links in results; older clients refuse unknown content. */
  private static final String WITH_LINKS = "2025-06-18";

  public static final List<String> LEGACY =
      List.of("2024-11-05", WITH_BATCHES, WITH_LINKS, LATEST_LEGACY);

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private ProtocolVersions() {}

  /** Whether the text names the modern era, in a version known here or a later one. */
  public static boolean isModern(String version) {
    return version.equals(MODERN)
        || version.compareTo(MODERN) > 0 && DATE.matcher(version).matches();
  }

  /** Whether results of this version may contain resource links. */
  public static boolean knowsLinks(String version) {
    return version.compareTo(WITH_LINKS) >= 0;
  }

  /** The version to answer an {@code initialize} with: the one asked for, or the latest. */
  public static String negotiate(String requested) {
    return LEGACY.contains(requested) ? requested : LATEST_LEGACY;
  }
}
