package io.switchgear.calls.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.UntrustedText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The targets of a call as its caller wrote them, for operators.
 *
 * @param shown the first {@value #SHOWN}, cleaned and cut
 * @param all how many there are
 */
public record CallTargets(List<String> shown, int all) {

  private static final CallTargets NONE = new CallTargets(List.of(), 0);
  private static final int SHOWN = 8;
  private static final int CHARS = 80;

  /** Of the argument {@code targets}, which is a list or a text; other arguments are not shown. */
  static CallTargets of(ToolCall call) {
    JsonNode targets = call.arguments().path("targets");
    if (targets.isMissingNode()) {
      return NONE;
    }
    List<String> written = written(targets);
    return new CallTargets(
        written.stream().limit(SHOWN).map(text -> UntrustedText.line(text, CHARS)).toList(),
        written.size());
  }

  private static List<String> written(JsonNode targets) {
    if (targets.isTextual()) {
      return Arrays.stream(targets.textValue().split("[,\\s]+"))
          .filter(text -> !text.isEmpty())
          .toList();
    }
    return StreamSupport.stream(targets.spliterator(), false).map(JsonNode::asText).toList();
  }
}
