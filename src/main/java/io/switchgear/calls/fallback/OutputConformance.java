package io.switchgear.calls.fallback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.tool.ToolDescriptor;
import java.util.Optional;

/** Checks a structured result against a tool's output schema. */
final class OutputConformance {

  private final Optional<Schema> schema;

  OutputConformance(ToolDescriptor tool) {
    this.schema =
        tool.outputSchema()
            .map(
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemaCacheEnabled(false))
                    ::getSchema);
  }

  /** The first problem; empty if the result conforms or the tool has no output schema. */
  Optional<String> problem(ObjectNode structured) {
    return schema.flatMap(
        promised ->
            promised.validate(structured).stream()
                .findFirst()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage()));
  }
}
