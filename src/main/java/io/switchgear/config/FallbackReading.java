package io.switchgear.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.switchgear.config.FallbackSettings.Cache;
import io.switchgear.config.FallbackSettings.Fixed;
import io.switchgear.config.FallbackSettings.OtherTool;
import io.switchgear.config.FallbackSettings.Queue;
import io.switchgear.config.FallbackSettings.Step;
import io.switchgear.config.FallbackSettings.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads fallback steps, which have a grammar of their own. */
final class FallbackReading {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHAPE =
      "a list of steps is needed, such as [ { cache { max-age = 24h } }, { queue {} } ]";

  private FallbackReading() {}

  /**
   * @param value a list, or the same as one text
   * @throws IllegalArgumentException whose message says which step is wrong, and what is allowed
   */
  static List<Step> steps(ConfigValue value) {
    ConfigList list = BlockList.listed(value, SHAPE);
    List<Step> steps = new ArrayList<>();
    for (ConfigValue step : list) {
      try {
        steps.add(step(step));
      } catch (ConfigException | IllegalArgumentException bad) {
        throw at(steps.size(), bad.getMessage());
      }
    }
    return steps;
  }

  /**
   * @param value a list of names, or one text with commas between them
   * @throws IllegalArgumentException whose message lists what is allowed
   */
  static Set<Trigger> triggers(ConfigValue value) {
    Set<Trigger> triggers = EnumSet.noneOf(Trigger.class);
    for (String name : names(value)) {
      triggers.add(
          Arrays.stream(Trigger.values())
              .filter(trigger -> trigger.key().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "a list is needed, of some of open, full, failure, timeout")));
    }
    return triggers;
  }

  private static List<String> names(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().map(item -> String.valueOf(item.unwrapped())).toList()
        : Arrays.stream(String.valueOf(value.unwrapped()).split(",")).map(String::strip).toList();
  }

  private static IllegalArgumentException at(int index, String message) {
    return new IllegalArgumentException("step " + (index + 1) + ": " + message);
  }

  private static Step step(ConfigValue value) {
    if (!(value instanceof ConfigObject object)
        || object.size() != 1
        || !(object.values().iterator().next() instanceof ConfigObject inner)) {
      throw new IllegalArgumentException(
          "a block with one of cache, tool, queue, static in it is needed, such as { queue {} }");
    }
    Config block = inner.toConfig();
    return switch (object.keySet().iterator().next()) {
      case "cache" -> {
        allow(inner, "max-age");
        yield new Cache(duration(block, "max-age"));
      }
      case "tool" -> {
        allow(inner, "name", "arguments");
        yield new OtherTool(block.getString("name"), block.getStringList("arguments"));
      }
      case "queue" -> {
        allow(inner);
        yield new Queue();
      }
      case "static" -> {
        allow(inner, "text", "structured");
        yield new Fixed(
            block.hasPath("text") ? block.getString("text") : "",
            block.hasPath("structured")
                ? Optional.of(json(block.getObject("structured")))
                : Optional.empty());
      }
      case String unknown ->
          throw new IllegalArgumentException(
              "'" + unknown + "' is no step: allowed are cache, tool, queue, static");
    };
  }

  private static void allow(ConfigObject block, String... keys) {
    TreeSet<String> unknown = new TreeSet<>(block.keySet());
    unknown.removeAll(Arrays.asList(keys));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown key " + unknown.first() + ": allowed are " + String.join(", ", keys));
    }
  }

  private static Duration duration(Config block, String key) {
    String text = block.getString(key).strip();
    if (text.isEmpty() || !Character.isLetter(text.charAt(text.length() - 1))) {
      throw new IllegalArgumentException(key + " needs a duration with its unit, such as 24h");
    }
    return block.getDuration(key);
  }

  private static ObjectNode json(ConfigObject object) {
    try {
      return (ObjectNode) JSON.readTree(object.render(ConfigRenderOptions.concise()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("HOCON renders itself as JSON", e);
    }
  }
}
