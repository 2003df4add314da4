package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.Result;
import io.switchgear.tool.AnswerBound;
import io.switchgear.tool.Content;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.StandIn;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maps a tool's outcome to a tool result; no other place does. A failure is a result with {@code
 * isError}: its first text block is the sentence for the model with the {@code error_type} and
 * {@code retry_after} behind it, and a failure object says the same for programs.
 */
public final class ToolResults {

  /**
   * Key of {@code _meta} that holds the failure object of a tool with an output schema, for legacy
   * clients.
   */
  static final String FAILURE_META = "io.switchgear/failure";

  /** Key of {@code _meta} that says that an answer is not the tool's own. */
  static final String FALLBACK_META = "io.switchgear/fallback";

  private ToolResults() {}

  public static Result.ToolCalled of(Era era, ToolEntries.Entry entry, ToolOutcome outcome) {
    ToolDescriptor tool = entry.descriptor();
    return switch (outcome) {
      case Success success -> success(era, entry, success.output());
      case Failed failed -> failure(era, tool, outcome, failed.message(), failed.partial());
      case TimedOut late -> failure(era, tool, outcome, late.message(), late.partial());
      case Cancelled ended -> failure(era, tool, outcome, ended.message(), ended.partial());
      case Rejected rejected -> failure(era, tool, outcome, rejected.message(), ToolOutput.NONE);
      case InvalidInput invalid -> failure(era, tool, outcome, invalid.message(), ToolOutput.NONE);
      case OutOfScope outside -> failure(era, tool, outcome, outside.message(), ToolOutput.NONE);
    };
  }

  /** The result of a call that ended by a bug; its cause is not shown. */
  static Result.ToolCalled bug(Era era, ToolDescriptor tool, String callId) {
    String message =
        "The tool failed because of a bug; the server's log has the cause under call "
            + callId
            + ". Other tools are not affected. Try again, and report it if it stays";
    return failed(
        era,
        tool,
        Json.object().put("error_type", ErrorType.UNKNOWN.wire()).put("message", message),
        ToolOutput.NONE);
  }

  /**
   * A result that does not conform to the output schema is sent as an error, because SDKs discard
   * such a success together with its text. In the legacy era they discard such an error too, so it
   * is sent without structured content.
   */
  private static Result.ToolCalled success(Era era, ToolEntries.Entry tool, ToolOutput output) {
    Optional<ObjectNode> structured =
        output
            .fallback()
            .map(fallback -> StandIn.structured(output, fallback))
            .or(output::structured);
    boolean changed =
        output.fallback().isPresent() || structured.filter(ToolResults::isCut).isPresent();
    boolean broken = changed && structured.filter(json -> !tool.promises(json)).isPresent();
    Optional<ObjectNode> meta =
        output
            .fallback()
            .map(fallback -> Json.object().set(FALLBACK_META, StandIn.details(fallback)));
    return new Result.ToolCalled(
        content(output), broken && era == Era.LEGACY ? Optional.empty() : structured, meta, broken);
  }

  private static boolean isCut(ObjectNode structured) {
    return structured.has(AnswerBound.FIELD);
  }

  private static Result.ToolCalled failure(
      Era era, ToolDescriptor tool, ToolOutcome outcome, String message, ToolOutput partial) {
    ErrorType type = ErrorType.of(outcome).orElse(ErrorType.UNKNOWN);
    ObjectNode failure = Json.object().put("error_type", type.wire()).put("message", message);
    if (outcome instanceof Rejected rejected) {
      failure.put("retry_after", StandIn.seconds(rejected.retryAfter()));
      failure.put("rejected_by", rejected.by());
    }
    partial.structured().ifPresent(structured -> failure.set("partial", structured));
    return failed(era, tool, failure, partial);
  }

  private static Result.ToolCalled failed(
      Era era, ToolDescriptor tool, ObjectNode failure, ToolOutput partial) {
    List<Content> content = new ArrayList<>();
    content.add(new Content.Text(sentence(failure)));
    if (!partial.isEmpty()) {
      content.add(new Content.Text("Results until then:"));
      content.addAll(content(partial));
    }
    // SDKs of the legacy era validate even an error's structuredContent against the output schema,
    // and discard the whole result when it does not fit.
    return era == Era.LEGACY && tool.outputSchema().isPresent()
        ? new Result.ToolCalled(
            content, Optional.empty(), Optional.of(Json.object().set(FAILURE_META, failure)), true)
        : new Result.ToolCalled(content, Optional.of(failure), Optional.empty(), true);
  }

  private static String sentence(ObjectNode failure) {
    StringBuilder text = new StringBuilder(failure.path("message").asText());
    text.append("\n[error_type: ").append(failure.path("error_type").asText());
    if (failure.has("retry_after")) {
      text.append(", retry_after: ").append(failure.path("retry_after").asText()).append(" s");
    }
    return text.append(']').toString();
  }

  /** Structured output without any text is sent as JSON text too, for clients that show text. */
  private static List<Content> content(ToolOutput output) {
    return output.content().isEmpty()
        ? output.structured().stream()
            .<Content>map(
                json -> new Content.Text(new String(Json.bytes(json), StandardCharsets.UTF_8)))
            .toList()
        : output.content();
  }
}
