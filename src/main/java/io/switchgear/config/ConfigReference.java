package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The reference of all keys, as Markdown: the comments and defaults of {@code reference.conf}, and
 * what is allowed as the validation itself says it.
 */
public final class ConfigReference {

  private static final String ROOT = "switchgear";

  private static final String HEAD =
      """
      # Configuration

      Every key, made by `switchgear config reference` from `reference.conf`, which ships with the program. What
      wins, from strong to weak: the command line, `-D` system properties, the environment, the file given with
      `--config`, the default.

      Each key can be set through the environment variable that is named after it: the path in capitals, with `_` for
      `.` and `-`. This holds for each key of each tool too, also where only `tools.default` has it here:
      `switchgear.tools.port_scan.breaker.recovery-timeout` is `SWITCHGEAR_TOOLS_PORT_SCAN_BREAKER_RECOVERY_TIMEOUT`. A
      list is then separated by commas; a list of blocks is written as in the file. An empty variable is none. A variable
      that begins as one of the blocks here and sets no key stops the start, and so does one that is a letter or two off;
      those that Kubernetes adds for services (`…_SERVICE_HOST`, `…_PORT`) are left alone.

      Durations need a unit (`ms`, `s`, `m`, `h`, `d`). Sizes are bytes, or have a unit (`KiB`, `MiB`, `GiB`). What is
      allowed is told with all other keys at their defaults. `switchgear config check FILE` tells what is wrong with a
      file, `switchgear config show` what is in effect and where each value comes from. What takes effect at once does so
      by a [reload](operations.md#change-the-configuration).
      """;

  /** Depth of the headings below the document's own. */
  private static final int TOP = 2;

  private static final Pattern ENVIRONMENT = Pattern.compile("\\s*Environment: [A-Z0-9_]+");
  private final Predicate<String> atOnce;
  private final Config defaults = SettingsLoader.defaults(ConfigFactory.systemProperties());
  private final StringBuilder text = new StringBuilder(HEAD);

  private ConfigReference(Predicate<String> atOnce) {
    this.atOnce = atOnce;
  }

  /**
   * @param atOnce whether a running server takes another value of that key
   */
  public static String markdown(Predicate<String> atOnce) {
    ConfigReference reference = new ConfigReference(atOnce);
    ConfigObject written =
        (ConfigObject)
            ConfigFactory.parseResources(ConfigReference.class.getClassLoader(), "reference.conf")
                .root()
                .get(ROOT);
    reference.block(written, ROOT, TOP);
    return reference.text.toString();
  }

  private void block(ConfigObject block, String path, int depth) {
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(block.entrySet());
    entries.sort(
        Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                entry -> entry.getValue().origin().lineNumber())
            .thenComparing(Map.Entry::getKey));
    for (Map.Entry<String, ConfigValue> entry : entries) {
      String key = path + "." + ConfigUtil.joinPath(entry.getKey());
      if (!(entry.getValue() instanceof ConfigObject inner)) {
        if (depth == TOP) {
          text.append("\n## %s\n".formatted(key));
        }
        leaf(key, entry.getValue());
      } else if (isPathOnly(inner)) {
        block(inner, key, depth);
      } else {
        text.append("\n%s %s\n".formatted("#".repeat(depth), key));
        comment(inner);
        block(inner, key, Math.min(depth + 1, 4));
      }
    }
  }

  /** Of {@code a.b = 1}, where nothing is said about {@code a}. */
  private static boolean isPathOnly(ConfigObject block) {
    return block.size() == 1
        && block.origin().lineNumber() == block.values().iterator().next().origin().lineNumber();
  }

  private void leaf(String key, ConfigValue value) {
    text.append("\n**`%s`** = `%s`\n".formatted(key, rendered(value)));
    comment(value);
    // As shipped it may refer to others.
    String kind = kind(defaults.getValue(key));
    String allowed =
        kind.equals("on or off") ? "" : allowed(key, kind).map(": "::concat).orElse("");
    text.append(
        "\n%s%s · `%s` · in effect %s\n"
            .formatted(
                // 1.0 is read as 1.
                allowed.contains(".") && kind.equals("whole number") ? "number" : kind,
                allowed,
                Variables.of(key),
                atOnce.test(key) ? "at once" : "at a restart"));
  }

  private static String rendered(ConfigValue value) {
    String shown = value.render(ConfigRenderOptions.concise().setJson(false));
    boolean plain = shown.matches("\"[A-Za-z0-9][A-Za-z0-9 ._-]*\"");
    return plain ? shown.substring(1, shown.length() - 1) : shown;
  }

  private void comment(ConfigValue value) {
    boolean example = false;
    StringBuilder paragraph = new StringBuilder();
    for (String line : value.origin().comments()) {
      boolean indented = line.startsWith("   ");
      if (indented != example) {
        paragraph.append(example ? "\n```\n\n" : "\n\n```hocon\n");
        example = indented;
      } else if (!paragraph.isEmpty()) {
        paragraph.append('\n');
      }
      paragraph.append(indented ? line.substring(3) : line.strip());
    }
    paragraph.append(example ? "\n```" : "");
    String said = ENVIRONMENT.matcher(paragraph).replaceAll("").strip();
    if (!said.isEmpty()) {
      text.append('\n').append(said).append('\n');
    }
  }

  private static String kind(ConfigValue value) {
    String shown = value.render(ConfigRenderOptions.concise()).replace("\"", "");
    return switch (value.valueType()) {
      case LIST -> "list";
      case BOOLEAN -> "on or off";
      case NUMBER -> shown.contains(".") ? "number" : "whole number";
      case STRING -> {
        if (shown.matches("on|off")) {
          yield "on or off";
        }
        yield shown.matches("[0-9]+(ms|s|m|h|d)")
            ? "duration"
            : shown.matches("[0-9]+ ?[KMG]iB") ? "size" : "text";
      }
      case OBJECT, NULL -> throw new IllegalStateException("no default: " + shown);
    };
  }

  /** As the refusal of a value that cannot be says it; empty if there is no such value. */
  private Optional<String> allowed(String key, String kind) {
    String impossible =
        switch (kind) {
          case "duration" -> "-1s";
          case "size" -> "0";
          case "number", "whole number" -> "-1";
          case String words -> "?";
        };
    List<SettingProblem> problems = new ArrayList<>();
    Config values = defaults.withValue(key, ConfigValueFactory.fromAnyRef(impossible, "probe"));
    SettingsReading.settings(
        values,
        defaults,
        new SettingsSource(Map.of(), new Properties(), Optional.empty(), Map.of()),
        problems);
    return problems.stream()
        .filter(problem -> problem.key().equals(key) && !problem.allowed().isEmpty())
        .map(SettingProblem::allowed)
        .findFirst();
  }
}
