package io.switchgear.tool.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.arguments.Coercion.Coerced;
import java.util.List;
import java.util.Locale;

/**
 * Reads arguments by the input schema of a tool. Reading its own result again changes nothing.
 * Thread-safe.
 */
public final class InputSchema {

  /** Does not resolve a {@code $ref} outside the document. */
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));

  private final ToolDescriptor tool;
  private final Schema compiled;

  private InputSchema(ToolDescriptor tool, Schema compiled) {
    this.tool = tool;
    this.compiled = compiled;
  }

  /** Compiles the schema. This is slow; keep the result. */
  public static InputSchema of(ToolDescriptor tool) {
    return new InputSchema(tool, REGISTRY.getSchema(tool.inputSchema()));
  }

  /** The result of reading arguments. */
  public sealed interface Reading {

    /**
     * They fit the schema.
     *
     * @param changed the places of converted values, without the values; safe for logs
     */
    record Valid(ObjectNode arguments, List<String> changed) implements Reading {}

    /**
     * They do not fit the schema.
     *
     * @param message what was sent, what is allowed, and an example
     */
    record Invalid(String message) implements Reading {}
  }

  /** Converts arguments to the types of the schema and validates them. */
  public Reading read(ObjectNode sent) {
    Coerced coerced = Coercion.of(tool.inputSchema(), sent);
    List<Error> errors = compiled.validate(coerced.arguments());
    return errors.isEmpty()
        ? new Reading.Valid(coerced.arguments(), coerced.changed())
        : new Reading.Invalid(new ArgumentProblems(tool, sent).describe(errors));
  }

  /** The tool that the schema belongs to. */
  public ToolDescriptor tool() {
    return tool;
  }
}
