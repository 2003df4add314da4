package io.switchgear.calls.fallback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.tool.ToolDescriptor;
import java.util.Optional;

/** Whether a structured result is what a tool promises. */
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

  /** Empty when it conforms, or the tool promises nothing; else what is wrong first. */
  Optional<String> problem(ObjectNode structured) {
    return schema.flatMap(
        promised ->
            promised.validate(structured).stream()
                .findFirst()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage()));
  }
}
