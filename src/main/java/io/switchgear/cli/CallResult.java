package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.StandIn;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a call ended, in this process or on a server.
 *
 * @param error empty on success
 * @param message what went wrong; empty on success
 * @param output the result, or a partial result of a failed call
 * @param standsIn whether a fallback answered instead of the tool; the first text then says which
 */
record CallResult(Optional<ErrorType> error, String message, ToolOutput output, boolean standsIn) {

  CallResult(Optional<ErrorType> error, String message, ToolOutput output) {
    this(error, message, output, false);
  }

  /** The note of a fallback about what the result is; empty if the tool itself answered. */
  Optional<String> caution() {
    return standsIn
        ? output.content().stream().map(CallResult::text).findFirst()
        : Optional.empty();
  }

  ExitCode exitCode() {
    return error.map(ExitCode::of).orElse(ExitCode.OK);
  }

  static CallResult of(ToolOutcome outcome) {
    Optional<ErrorType> error = ErrorType.of(outcome);
    return switch (outcome) {
      case ToolOutcome.Success success ->
          new CallResult(
              error, "", marked(success.output()), success.output().fallback().isPresent());
      case ToolOutcome.Failed failed -> new CallResult(error, failed.message(), failed.partial());
      case ToolOutcome.TimedOut late -> new CallResult(error, late.message(), late.partial());
      case ToolOutcome.Rejected rejected ->
          new CallResult(error, rejected.message(), ToolOutput.NONE);
      case ToolOutcome.Cancelled ended -> new CallResult(error, ended.message(), ended.partial());
      case ToolOutcome.InvalidInput invalid ->
          new CallResult(error, invalid.message(), ToolOutput.NONE);
      case ToolOutcome.OutOfScope denied ->
          new CallResult(error, denied.message(), ToolOutput.NONE);
    };
  }

  /** Marks a fallback's result in its structured content, as a server does. */
  private static ToolOutput marked(ToolOutput output) {
    return output
        .fallback()
        .map(
            fallback ->
                new ToolOutput(output.content(), Optional.of(StandIn.structured(output, fallback))))
        .orElse(output);
  }

  /**
   * Reads the result of {@code tools/call}. Switchgear's failures carry an object with the error
   * type and the partial result. Failures of other servers carry only text.
   */
  static CallResult of(JsonNode result) {
    List<Content> texts =
        result
            .path("content")
            .valueStream()
            .filter(block -> "text".equals(block.path("type").asText()))
            .<Content>map(block -> new Content.Text(block.path("text").asText()))
            .toList();
    JsonNode structured = result.path("structuredContent");
    if (!result.path("isError").asBoolean(false)) {
      return new CallResult(
          Optional.empty(),
          "",
          new ToolOutput(texts, object(structured)),
          result.path("_meta").has("io.switchgear/fallback"));
    }
    if (!structured.hasNonNull("error_type")) {
      String said = texts.stream().map(CallResult::text).collect(Collectors.joining("\n"));
      return new CallResult(Optional.of(ErrorType.UNKNOWN), said, ToolOutput.NONE);
    }
    // The first text repeats the failure object; the second introduces the partial result.
    List<Content> found = texts.subList(Math.min(2, texts.size()), texts.size());
    return new CallResult(
        Optional.of(errorType(structured.path("error_type").asText())),
        structured.path("message").asText(),
        new ToolOutput(found, object(structured.path("partial"))));
  }

  private static String text(Content content) {
    return content instanceof Content.Text text ? text.text() : "";
  }

  private static Optional<ObjectNode> object(JsonNode json) {
    return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  private static ErrorType errorType(String wire) {
    return Arrays.stream(ErrorType.values())
        .filter(type -> type.wire().equals(wire))
        .findFirst()
        .orElse(ErrorType.UNKNOWN);
  }
}
