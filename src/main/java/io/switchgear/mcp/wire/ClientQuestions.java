package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Question;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** The questions that a client declares to answer, and the capabilities that questions need. */
public final class ClientQuestions {

  private ClientQuestions() {}

  /**
   * @param capabilities {@code ClientCapabilities}
   */
  public static Set<Question.Kind> answerable(JsonNode capabilities) {
    if (capabilities.isEmpty()) {
      return Set.of();
    }
    EnumSet<Question.Kind> kinds = EnumSet.noneOf(Question.Kind.class);
    JsonNode elicitation = capabilities.path("elicitation");
    // An empty object is how clients said "forms" before there was anything else.
    if (elicitation.isObject() && (elicitation.isEmpty() || elicitation.has("form"))) {
      kinds.add(Question.Kind.FORM);
    }
    if (capabilities.path("sampling").isObject()) {
      kinds.add(Question.Kind.SAMPLE);
    }
    if (capabilities.path("roots").isObject()) {
      kinds.add(Question.Kind.ROOTS);
    }
    return kinds;
  }

  /** The refusal of a request whose client did not declare to answer these questions. */
  public static Refusal missing(Collection<Question> questions) {
    ObjectNode required = required(questions);
    ObjectNode data = Json.object();
    data.set("requiredCapabilities", required);
    return Refusal.missingCapability(
        "Missing required client capability: this request has to ask its client, which needs"
            + " the client capabilities "
            + required
            + "; declare them in params._meta[\""
            + RequestMeta.CLIENT_CAPABILITIES
            + "\"], or change the request so that nothing has to be asked",
        data);
  }

  private static ObjectNode required(Collection<Question> questions) {
    ObjectNode capabilities = Json.object();
    for (Question question : questions) {
      switch (question.kind()) {
        case FORM -> capabilities.withObjectProperty("elicitation").putObject("form");
        case SAMPLE -> capabilities.withObjectProperty("sampling");
        case ROOTS -> capabilities.withObjectProperty("roots");
      }
    }
    return capabilities;
  }
}
