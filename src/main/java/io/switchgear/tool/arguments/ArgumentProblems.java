package io.switchgear.tool.arguments;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Describes the violations of an input schema in sentences that a model can act on: the place, the
 * value as sent, what is allowed, and a valid example.
 *
 * @param sent the arguments before coercion
 */
record ArgumentProblems(ToolDescriptor tool, ObjectNode sent) {

  private static final int MAX_PROBLEMS = 5;
  private static final int QUOTED_CHARS = 80;
  private static final int PLACE_CHARS = 120;

  String describe(List<Error> errors) {
    Map<String, List<Error>> byPlace = new LinkedHashMap<>();
    errors.forEach(
        error -> byPlace.computeIfAbsent(place(error), here -> new ArrayList<>()).add(error));
    String problems =
        byPlace.entrySet().stream()
            .limit(MAX_PROBLEMS)
            .map(problem -> sentence(problem.getKey(), problem.getValue()))
            .collect(Collectors.joining(" "));
    String more =
        byPlace.size() > MAX_PROBLEMS
            ? " And %d more.".formatted(byPlace.size() - MAX_PROBLEMS)
            : "";
    return "The arguments do not fit tool '%s'. %s%s Correct them and call again."
        .formatted(tool.name(), problems, more);
  }

  private String sentence(String place, List<Error> errors) {
    Error first = errors.getFirst();
    JsonNode schema = owner(first);
    return switch (first.getKeyword()) {
      case "required" -> place + ": it is missing" + example(schema, first) + ".";
      case "additionalProperties" ->
          place + ": there is no such argument; allowed are " + AllowedText.names(schema) + ".";
      default ->
          place
              + ": "
              + quoted(first)
              + " does not fit; it must be "
              + wanted(errors)
              + example(schema, first)
              + ".";
    };
  }

  /**
   * For alternatives, every error names an allowed form. For other errors the first one is enough.
   */
  private String wanted(List<Error> errors) {
    List<Error> alternatives = errors.stream().filter(ArgumentProblems::isAlternative).toList();
    return (alternatives.isEmpty() ? errors.subList(0, 1) : alternatives)
        .stream()
            .map(error -> AllowedText.by(error.getKeyword(), owner(error), error.getMessage()))
            .distinct()
            .collect(Collectors.joining(", or "));
  }

  private static boolean isAlternative(Error error) {
    String path = error.getEvaluationPath().toString();
    return path.contains("/anyOf/") || path.contains("/oneOf/");
  }

  /** The place of an error, such as {@code targets[0]}. */
  private static String place(Error error) {
    String within = error.getInstanceLocation().toString();
    String whole = error.getProperty() == null ? within : within + "/" + error.getProperty();
    return UntrustedText.line(
        whole.isEmpty()
            ? "arguments"
            : whole.substring(1).replaceAll("/([0-9]+)(?=/|$)", "[$1]").replace('/', '.'),
        PLACE_CHARS);
  }

  /**
   * The value as sent; if coercion created the value, the nearest enclosing value that was sent.
   */
  private String quoted(Error error) {
    JsonPointer pointer = JsonPointer.compile(error.getInstanceLocation().toString());
    JsonNode value = sent.at(pointer);
    while (value.isMissingNode()) {
      pointer = pointer.head();
      value = sent.at(pointer);
    }
    String text = UntrustedText.line(value.toString(), QUOTED_CHARS);
    return value.isTextual() && text.length() <= QUOTED_CHARS || !value.isTextual()
        ? text
        : text + '"';
  }

  private String example(JsonNode schema, Error error) {
    JsonPointer place = JsonPointer.compile(error.getInstanceLocation().toString());
    Optional<JsonNode> example =
        error.getProperty() == null
            ? Example.of(tool.inputSchema(), place, schema)
            : Example.of(
                tool.inputSchema(),
                place.appendProperty(error.getProperty()),
                schema.path("properties").path(error.getProperty()));
    return example.map(value -> ", such as " + value).orElse("");
  }

  /** The schema object that contains the keyword. */
  private JsonNode owner(Error error) {
    String keyword = error.getSchemaLocation().getFragment().toString();
    return tool.inputSchema().at(keyword.substring(0, keyword.lastIndexOf('/')));
  }
}
