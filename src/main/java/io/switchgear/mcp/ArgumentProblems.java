package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Schema errors as a sentence that a model can act on: where, what is allowed. */
final class ArgumentProblems {

  private static final int MAX_PROBLEMS = 5;
  private static final int MAX_CHARS = 300;

  private ArgumentProblems() {}

  static Optional<String> describe(String tool, List<Error> errors) {
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    List<String> problems =
        errors.stream().limit(MAX_PROBLEMS).map(ArgumentProblems::describe).toList();
    String more =
        errors.size() > MAX_PROBLEMS ? "; and %d more".formatted(errors.size() - MAX_PROBLEMS) : "";
    return Optional.of(
        "The arguments do not fit tool '%s': %s%s. Correct them and call again; tools/list has the"
                .formatted(tool, String.join("; ", problems), more)
            + " whole input schema.");
  }

  private static String describe(Error error) {
    String path = "arguments" + error.getInstanceLocation();
    String text = UntrustedText.line(path + ": " + error.getMessage(), MAX_CHARS);
    return switch (error.getKeyword()) {
      case "additionalProperties", "unevaluatedProperties" -> text + allowedProperties(error);
      case null, default -> text;
    };
  }

  /** The message of this keyword says what is too much, not what there could be. */
  private static String allowedProperties(Error error) {
    JsonNode properties = error.getSchemaNode() == null ? null : error.getSchemaNode();
    List<String> names = new ArrayList<>();
    if (properties != null) {
      properties.path("properties").fieldNames().forEachRemaining(names::add);
    }
    return names.isEmpty() ? "" : ", allowed: " + String.join(", ", names);
  }
}
