package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MutableConfigOverride;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one mapper of this package's records: snake_case names in the order of the components, times
 * in ISO 8601, {@code null} for an empty Optional unless the component is marked to be absent then.
 * Reading ignores unknown fields, because a newer server may send more. A missing text, list or map
 * is empty, because an older server may send less; a missing time or record is null.
 */
public final class ViewMapper {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withConfigOverride(String.class, ViewMapper::emptyIfMissing)
          .withConfigOverride(List.class, ViewMapper::emptyIfMissing)
          .withConfigOverride(Map.class, ViewMapper::emptyIfMissing)
          .build();

  private ViewMapper() {}

  private static void emptyIfMissing(MutableConfigOverride type) {
    type.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
  }

  /** A view as JSON in UTF-8. */
  public static byte[] bytes(Object view) {
    try {
      return MAPPER.writeValueAsBytes(view);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** A view as JSON on one line. */
  public static String text(Object view) {
    try {
      return MAPPER.writeValueAsString(view);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** A view as a tree, for code that adds fields to it. */
  public static ObjectNode tree(Object view) {
    return MAPPER.valueToTree(view);
  }

  /** The names of a view's fields. */
  public static Set<String> fields(Class<? extends Record> view) {
    return Arrays.stream(view.getRecordComponents())
        .map(each -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(each.getName()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads a view that a server has sent.
   *
   * @throws IllegalArgumentException if a field has a wrong type
   */
  public static <T> T read(JsonNode json, Class<T> view) {
    try {
      return MAPPER.treeToValue(json, view);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong.getOriginalMessage(), wrong);
    }
  }

  /**
   * Reads a view that another node has sent.
   *
   * @throws IllegalArgumentException if it is no JSON, or a field has a wrong type
   */
  static <T> T read(String json, Class<T> view) {
    try {
      return MAPPER.readValue(json, view);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong.getOriginalMessage(), wrong);
    }
  }

  /** To the millionth: finer digits come from the arithmetic, not from the measurement. */
  static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }

  /** As {@link #rounded(double)}; empty for a value that JSON has no number for. */
  static OptionalDouble rounded(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? OptionalDouble.of(rounded(value.getAsDouble()))
        : OptionalDouble.empty();
  }
}
