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
 * the allowed values as the validation reports them.
 */
public final class ConfigReference {

  private static final String ROOT = "switchgear";

  private static final String HEAD =
      """
      # Configuration

      Every key. `switchgear config reference` makes this page from `reference.conf`, which is part of the program. From
      strong to weak: the command line, `-D` system properties, the environment, the file given with `--config`, the
      default.

      Every key can be set by the environment variable that has its name: the path in capitals, with `_` for `.` and `-`.
      This includes, for each tool, the keys that only `tools.default` has here:
      `switchgear.tools.port_scan.breaker.recovery-timeout` is `SWITCHGEAR_TOOLS_PORT_SCAN_BREAKER_RECOVERY_TIMEOUT`.
      Commas separate the items of a list; a list of blocks is written as in the file. An empty variable sets nothing. A
      variable that begins with the name of a block and sets no key stops the start, and so does a misspelt one. Variables
      that Kubernetes adds for services (`…_SERVICE_HOST`, `…_PORT`) are ignored.

      Durations need a unit (`ms`, `s`, `m`, `h`, `d`). Sizes are bytes, or have a unit (`KiB`, `MiB`, `GiB`). The allowed
      values are those with all other keys at their defaults. `switchgear config check FILE` lists the problems of a file,
      `switchgear config show` the values in effect and where each of them comes from. A key that takes effect at once does
      so on a [reload](operations.md#change-the-configuration).
      """;

  /** Level of the highest headings below the title. */
  private static final int TOP = 2;

  private static final Pattern ENVIRONMENT = Pattern.compile("\\s*Environment: [A-Z0-9_]+");
  private final Predicate<String> atOnce;
  private final Config defaults = SettingsLoader.defaults(ConfigFactory.systemProperties());
  private final StringBuilder text = new StringBuilder(HEAD);

  private ConfigReference(Predicate<String> atOnce) {
    this.atOnce = atOnce;
  }

  /**
   * @param atOnce whether a running server takes another value of a key
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

  /** Whether the block is the {@code a} of {@code a.b = 1}, which has no own comment. */
  private static boolean isPathOnly(ConfigObject block) {
    return block.size() == 1
        && block.origin().lineNumber() == block.values().iterator().next().origin().lineNumber();
  }

  private void leaf(String key, ConfigValue value) {
    text.append("\n**`%s`** = `%s`\n".formatted(key, rendered(value)));
    comment(value);
    // The default as shipped may refer to other keys.
    String kind = kind(defaults.getValue(key));
    String allowed =
        kind.equals("on or off") ? "" : allowed(key, kind).map(": "::concat).orElse("");
    text.append(
        "\n%s%s · `%s` · in effect %s\n"
            .formatted(
                // The library reads 1.0 as 1.
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

  /** The allowed values, from the message for an invalid value; empty if every value is valid. */
  private Optional<String> allowed(String key, String kind) {
    String impossible =
        switch (kind) {
          case "duration" -> "-1s";
          case "size" -> "0";
          case "number", "whole number" -> "-1";
          case String other -> "?";
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
