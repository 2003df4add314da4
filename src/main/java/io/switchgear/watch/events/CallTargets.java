package io.switchgear.watch.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.UntrustedText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a call is against, as its caller wrote it, for operators: cleaned and bounded. */
final class CallTargets {

  private static final int SHOWN = 8;
  private static final int CHARS = 80;

  private final List<String> shown;
  private final int all;

  private CallTargets(List<String> shown, int all) {
    this.shown = shown;
    this.all = all;
  }

  /** Of the argument {@code targets}, which is a list or a text; other arguments are not told. */
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

  /**
   * Adds {@code targets}, of which there are at most {@value #SHOWN}, and {@code targets_total}.
   */
  void write(ObjectNode json) {
    ArrayNode list = json.putArray("targets");
    shown.forEach(list::add);
    json.put("targets_total", all);
  }
}
