package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/** A question that a client must answer before its call can continue. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @Type(value = Question.Form.class, name = "form"),
  @Type(value = Question.Sample.class, name = "sample"),
  @Type(value = Question.Roots.class, name = "roots")
})
public sealed interface Question {

  /** The capability that a client needs to answer. */
  default Kind kind() {
    return switch (this) {
      case Form ignored -> Kind.FORM;
      case Sample ignored -> Kind.SAMPLE;
      case Roots ignored -> Kind.ROOTS;
    };
  }

  /**
   * A form for the user (elicitation).
   *
   * @param message the question and its reason, for the user
   * @param schema of the answer: a flat JSON Schema object, as MCP's elicitation allows
   */
  record Form(String message, ObjectNode schema) implements Question {
    public Form {
      Objects.requireNonNull(message);
      Objects.requireNonNull(schema);
    }
  }

  /**
   * A prompt for the client's model (sampling).
   *
   * @param prompt sent in the role of the user
   * @param maxTokens maximum tokens of the answer, at least 1
   */
  record Sample(String prompt, int maxTokens) implements Question {
    public Sample {
      Objects.requireNonNull(prompt);
      if (maxTokens < 1) {
        throw new IllegalArgumentException("maxTokens " + maxTokens + ": at least 1");
      }
    }
  }

  /** Asks for the folders that the client works in (roots). */
  record Roots() implements Question {}

  /** The kinds of question that clients declare to answer. */
  enum Kind {
    FORM,
    SAMPLE,
    ROOTS
  }
}
