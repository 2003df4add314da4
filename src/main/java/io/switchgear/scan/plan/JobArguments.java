package io.switchgear.scan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import io.switchgear.tool.arguments.InputSchemas;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the arguments of a job, in which exclusions may be in two places: in the arguments of the
 * tool, in any notation that its schema reads, and in the request for the job. Thread-safe.
 */
public final class JobArguments {

  static final String EXCLUDE = "exclude";

  private final InputSchemas schemas = new InputSchemas();

  /**
   * The arguments as the tool's schema reads them, with the exclusions of both places.
   *
   * @param exclude exclusions outside of the arguments; empty for a tool without exclusions
   */
  public Reading read(ToolDescriptor tool, ObjectNode sent, List<String> exclude) {
    InputSchema schema = schemas.of(tool);
    Reading reading = schema.read(sent);
    return reading instanceof Reading.Valid valid && !exclude.isEmpty()
        ? schema.read(excluding(valid.arguments(), exclude))
        : reading;
  }

  /** The exclusions of a plan, each once. They are what the tool has left out. */
  public static List<String> exclusions(ToolPlan plan) {
    return texts(plan.arguments()).distinct().toList();
  }

  private static ObjectNode excluding(ObjectNode arguments, List<String> exclude) {
    List<String> all = Stream.concat(texts(arguments), exclude.stream()).distinct().toList();
    ObjectNode copy = arguments.deepCopy();
    ArrayNode list = copy.putArray(EXCLUDE);
    all.forEach(list::add);
    return copy;
  }

  private static Stream<String> texts(ObjectNode arguments) {
    JsonNode written = arguments.path(EXCLUDE);
    return (written.isTextual() ? Stream.of(written) : written.valueStream()).map(JsonNode::asText);
  }
}
