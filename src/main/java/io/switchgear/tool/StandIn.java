package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How an answer that is not the tool's own says so in its structure: a first field {@value #FIELD}.
 * Many clients show a model the structure alone.
 *
 * <p>This holds for every tool. One that has no structure of its own gets one, with its text in the
 * note. What a tool promises is told to clients with room for the note; see {@link #published}.
 */
public final class StandIn {

  public static final String FIELD = "stand_in";

  private static final int MESSAGE_CHARS = 600;
  private static final int REASON_CHARS = 400;

  private StandIn() {}

  /**
   * Source, reason and what else there is to say of a kind.
   *
   * @return {@code source}, {@code reason}; {@code retry_after}, {@code age_seconds}, {@code tool},
   *     {@code dropped_arguments}, {@code handle} and {@code position} where they are known
   */
  public static ObjectNode details(Fallback fallback) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("source", fallback.source());
    json.put("reason", UntrustedText.clean(fallback.reason(), REASON_CHARS));
    fallback.retryAfter().ifPresent(after -> json.put("retry_after", seconds(after)));
    switch (fallback) {
      case Fallback.Cached cached -> json.put("age_seconds", cached.age().toSeconds());
      case Fallback.Substituted other -> {
        json.put("tool", other.tool());
        ArrayNode dropped = json.putArray("dropped_arguments");
        other.dropped().forEach(dropped::add);
      }
      case Fallback.Queued queued ->
          json.put("handle", queued.handle()).put("position", queued.position());
      case Fallback.Fixed ignored -> {}
    }
    return json;
  }

  /** The structured result of an answer that stands in, with the note in front. */
  public static ObjectNode structured(ToolOutput output, Fallback fallback) {
    List<String> texts =
        output.content().stream()
            .filter(Content.Text.class::isInstance)
            .map(content -> ((Content.Text) content).text())
            .toList();
    ObjectNode note = JsonNodeFactory.instance.objectNode();
    if (!texts.isEmpty()) {
      note.put("message", UntrustedText.clean(texts.getFirst(), MESSAGE_CHARS));
    }
    note.setAll(details(fallback));
    if (output.structured().isEmpty() && texts.size() > 1) {
      note.put("text", texts.stream().skip(1).collect(Collectors.joining("\n")));
    }
    ObjectNode structured = JsonNodeFactory.instance.objectNode();
    structured.set(FIELD, note);
    output
        .structured()
        .ifPresent(
            own ->
                own.properties()
                    .forEach(
                        field -> {
                          if (!field.getKey().equals(FIELD)) {
                            structured.set(field.getKey(), field.getValue());
                          }
                        }));
    return structured;
  }

  /**
   * An output schema as clients are told it: the note and that of a cut are allowed, and where the
   * note stands nothing else is required.
   */
  public static ObjectNode published(ObjectNode promised) {
    ObjectNode schema = promised.deepCopy();
    ObjectNode properties = schema.withObjectProperty("properties");
    for (String field : List.of(FIELD, AnswerBound.FIELD)) {
      if (!properties.has(field)) {
        properties.putObject(field).put("type", "object");
      }
    }
    if (schema.remove("required") instanceof ArrayNode required) {
      ArrayNode either = schema.withArrayProperty("allOf").addObject().putArray("anyOf");
      either.addObject().set("required", required);
      either.addObject().putArray("required").add(FIELD);
    }
    return schema;
  }

  /** Rounded up to milliseconds, so that a client that waits as told is not too early. */
  public static BigDecimal seconds(Duration duration) {
    long millis = Math.max(1, duration.plusNanos(999_999).toMillis());
    BigDecimal seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
