package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.util.StringJoiner;

/** The details of a scan report beyond open ports: reasons, scripts, operating systems. */
final class ReportDetails {

  private static final int TEXT_CHARS = 1 << 20;
  private static final String INDENT = "  ";

  private ReportDetails() {}

  /** An empty line and a paragraph for each host with details. */
  static String render(JsonNode report) {
    StringBuilder out = new StringBuilder();
    for (JsonNode host : report.path("hosts")) {
      StringBuilder details = new StringBuilder();
      if (host.hasNonNull("reason")) {
        line(details, 1, host.path("state").asText() + " (" + host.path("reason").asText() + ")");
      }
      for (JsonNode guess : host.path("os")) {
        String accuracy = guess.path("accuracy").asText();
        line(details, 1, "OS " + guess.path("name").asText() + " (" + accuracy + " %)");
      }
      host.path("ports").forEach(port -> port(details, port));
      host.path("scripts").forEach(script -> script(details, 1, script));
      if (!details.isEmpty()) {
        out.append('\n');
        line(out, 0, host.path("address").asText());
        out.append(details);
      }
    }
    StringJoiner argv = new StringJoiner(" ", "\nCommand line: ", "\n").setEmptyValue("");
    report.path("argv").forEach(argument -> argv.add(argument.asText()));
    return UntrustedText.clean(out.append(argv).toString(), TEXT_CHARS);
  }

  private static void port(StringBuilder out, JsonNode port) {
    if (port.hasNonNull("reason") || !port.path("scripts").isEmpty()) {
      String name = port.path("port").asText() + "/" + port.path("protocol").asText();
      String reason = port.path("reason").asText();
      line(
          out,
          1,
          name + " " + port.path("state").asText() + (reason.isEmpty() ? "" : " (" + reason + ")"));
      port.path("scripts").forEach(script -> script(out, 2, script));
    }
  }

  private static void script(StringBuilder out, int depth, JsonNode script) {
    line(out, depth, script.path("id").asText() + ":");
    script.path("output").asText().lines().forEach(text -> line(out, depth + 1, text));
  }

  private static void line(StringBuilder out, int depth, String text) {
    out.repeat(INDENT, depth).append(text).append('\n');
  }
}
