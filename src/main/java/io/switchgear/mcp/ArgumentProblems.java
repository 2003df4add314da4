package io.switchgear.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Schema errors as a sentence that a model can act on: where, what is allowed. */
final class ArgumentProblems {

  private static final int MAX_PROBLEMS = 5;
  private static final int MAX_CHARS = 300;

  private ArgumentProblems() {}

  static Optional<String> describe(ToolDescriptor tool, List<Error> errors) {
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    List<String> problems =
        errors.stream()
            .limit(MAX_PROBLEMS)
            .map(error -> describe(tool.inputSchema(), error))
            .toList();
    String more =
        errors.size() > MAX_PROBLEMS ? "; and %d more".formatted(errors.size() - MAX_PROBLEMS) : "";
    return Optional.of(
        "The arguments do not fit tool '%s': %s%s. Correct them and call again; tools/list has the"
                .formatted(tool.name(), String.join("; ", problems), more)
            + " whole input schema.");
  }

  private static String describe(ObjectNode schema, Error error) {
    String path = "arguments" + error.getInstanceLocation();
    String text = UntrustedText.line(path + ": " + error.getMessage(), MAX_CHARS);
    return "additionalProperties".equals(error.getKeyword())
        ? text + allowedProperties(schema, error)
        : text;
  }

  /** The message of this keyword says what is too much, not what there could be. */
  private static String allowedProperties(ObjectNode schema, Error error) {
    String keyword = error.getSchemaLocation().getFragment().toString();
    JsonNode owner = schema.at(keyword.substring(0, keyword.lastIndexOf('/')));
    List<String> names = new ArrayList<>();
    owner.path("properties").fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? "; none is" : "; allowed are " + String.join(", ", names);
  }
}
