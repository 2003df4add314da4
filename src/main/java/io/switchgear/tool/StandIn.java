package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Marks a fallback in the structured content: its first field is {@value #FIELD}, because many
 * clients show only the structured content to the model.
 *
 * <p>This applies to every tool. For a tool without structured content, a structure is created
 * whose note contains the text. The output schema that clients see permits the note; see {@link
 * #published}.
 */
public final class StandIn {

  public static final String FIELD = "stand_in";

  private static final int MESSAGE_CHARS = 600;
  private static final int REASON_CHARS = 400;

  private StandIn() {}

  /**
   * The details of a fallback.
   *
   * @return {@code source}, {@code reason}; {@code retry_after}, {@code age_seconds}, {@code tool},
   *     {@code dropped_arguments}, {@code handle} and {@code position} if known
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

  /** The structured content of a fallback, with the note first. */
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
   * An output schema as published to clients: the notes about fallbacks and cuts are allowed, and
   * with a fallback note no other field is required.
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

  /** Seconds, rounded up to milliseconds, so that a client does not retry too early. */
  public static BigDecimal seconds(Duration duration) {
    long millis = Math.max(1, duration.plusNanos(999_999).toMillis());
    BigDecimal seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
