package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a call ended, whether it ran here or on a server.
 *
 * @param error empty for a success
 * @param message what went wrong; empty for a success
 * @param output the result, or what had been found until then
 */
record Answer(Optional<ErrorType> error, String message, ToolOutput output) {

  ExitCode exitCode() {
    return error.map(ExitCode::of).orElse(ExitCode.OK);
  }

  static Answer of(ToolOutcome outcome) {
    Optional<ErrorType> error = ErrorType.of(outcome);
    return switch (outcome) {
      case ToolOutcome.Success success -> new Answer(error, "", success.output());
      case ToolOutcome.Failed failed -> new Answer(error, failed.message(), failed.partial());
      case ToolOutcome.TimedOut late -> new Answer(error, late.message(), late.partial());
      case ToolOutcome.Rejected rejected -> new Answer(error, rejected.message(), ToolOutput.NONE);
      case ToolOutcome.Cancelled ended -> new Answer(error, ended.message(), ended.partial());
      case ToolOutcome.InvalidInput invalid ->
          new Answer(error, invalid.message(), ToolOutput.NONE);
      case ToolOutcome.OutOfScope denied -> new Answer(error, denied.message(), ToolOutput.NONE);
    };
  }

  /** From the result of {@code tools/call}. */
  static Answer of(JsonNode result) {
    List<Content> texts =
        result
            .path("content")
            .valueStream()
            .filter(block -> "text".equals(block.path("type").asText()))
            .<Content>map(block -> new Content.Text(block.path("text").asText()))
            .toList();
    Optional<ObjectNode> structured =
        result.get("structuredContent") instanceof ObjectNode object
            ? Optional.of(object)
            : Optional.empty();
    if (!result.path("isError").asBoolean(false)) {
      return new Answer(Optional.empty(), "", new ToolOutput(texts, structured));
    }
    ErrorType error = errorType(result);
    String message =
        texts.isEmpty() || !(texts.getFirst() instanceof Content.Text first) ? "" : first.text();
    List<Content> rest = texts.isEmpty() ? texts : texts.subList(1, texts.size());
    return new Answer(Optional.of(error), message, new ToolOutput(rest, structured));
  }

  private static ErrorType errorType(JsonNode result) {
    String wire =
        result.findParents("error_type").stream()
            .map(parent -> parent.get("error_type").asText())
            .findFirst()
            .orElse("");
    return Arrays.stream(ErrorType.values())
        .filter(type -> type.wire().equals(wire))
        .findFirst()
        .orElse(ErrorType.UNKNOWN);
  }
}
