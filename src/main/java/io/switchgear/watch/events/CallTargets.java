package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.UntrustedText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/** The targets of a call as its caller wrote them: cleaned and bounded, for operators. */
final class CallTargets {

  private static final int SHOWN = 8;
  private static final int CHARS = 80;

  private final List<String> shown;
  private final int all;

  private CallTargets(List<String> shown, int all) {
    this.shown = shown;
    this.all = all;
  }

  /** Reads the argument {@code targets}, a list or a text; no other argument is shown. */
  static CallTargets of(ToolCall call) {
    List<String> written = written(call.arguments().path("targets"));
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

  /** The first {@value #SHOWN}. */
  List<String> shown() {
    return shown;
  }

  /** How many the caller wrote. */
  int all() {
    return all;
  }
}
