package io.switchgear.cli;

import io.switchgear.tool.Availability;
import io.switchgear.tool.UntrustedText;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** The text that {@code serve} prints once it is ready: URLs, tools and next steps. */
final class StartupBanner {

  private static final int TEXT_CHARS = 200;
  private static final int LABEL = 11;

  private StartupBanner() {}

  /**
   * The lines that need no tool: one that hangs takes seconds to be found missing.
   *
   * @param url the MCP endpoint
   */
  static String ready(URI url) {
    StringBuilder out = new StringBuilder();
    out.append("Switchgear ").append(Version.get()).append(" is ready.\n\n");
    line(out, "MCP", url.toString());
    return out.toString();
  }

  /** What follows {@link #ready}. */
  static String details(URI url, Map<String, Availability> tools) {
    StringBuilder out = new StringBuilder();
    int width = tools.keySet().stream().mapToInt(String::length).max().orElse(0);
    String label = "Tools";
    for (Map.Entry<String, Availability> tool : new TreeMap<>(tools).entrySet()) {
      line(out, label, pad(tool.getKey(), width) + "  " + said(tool.getValue(), width));
      label = "";
    }
    line(out, "Health", url.resolve("/health").toString());
    line(out, "Metrics", url.resolve("/metrics").toString());
    line(out, "Add it", "claude mcp add --transport http switchgear " + url);
    line(out, "Stop it", "Ctrl-C");
    return out.append('\n').toString();
  }

  private static String said(Availability availability, int width) {
    return switch (availability) {
      case Availability.Available found ->
          clean(found.version()) + (found.limits().isEmpty() ? "" : "; " + clean(found.limits()));
      case Availability.Unavailable missing ->
          "missing: "
              + clean(missing.reason())
              + "\n"
              + pad("", LABEL + width + 2)
              + "install: "
              + clean(missing.remedy());
    };
  }

  private static void line(StringBuilder out, String label, String text) {
    out.append(pad("  " + label, LABEL)).append(text).append('\n');
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String clean(String text) {
    return UntrustedText.line(text, TEXT_CHARS);
  }
}
