package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.Json;
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
import java.util.Optional;

/**
 * The one mapping from a tool's outcome to a tool result. A failure is a result with {@code
 * isError}: its first text block is the sentence for the model with the {@code error_type} and
 * {@code retry_after} behind it, and the same stands in a failure object for programs.
 */
public final class ToolResults {

  /** Where a legacy client finds the failure object of a tool that has an output schema. */
  static final String FAILURE_META = "io.switchgear/failure";

  /** Where every client finds that an answer is not the tool's own. */
  static final String FALLBACK_META = "io.switchgear/fallback";

  private ToolResults() {}

  public static ObjectNode of(Era era, ToolEntries.Entry entry, ToolOutcome outcome) {
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

  /** The result of a call that ended in a way no tool should: a bug, so nothing of it is shown. */
  static ObjectNode bug(Era era, ToolDescriptor tool, String callId) {
    String message =
        "The tool broke in a way that it should not; the server's log has the cause under call "
            + callId
            + ". Other tools are not affected. Try again, and report it if it stays";
    return failed(
        era,
        tool,
        Json.object().put("error_type", ErrorType.UNKNOWN.wire()).put("message", message),
        ToolOutput.NONE);
  }

  /**
   * What is not as the tool promised it is shown as an error, as SDKs throw a success like that
   * away, with the text that says what to do. In the legacy era they do so with an error too, which
   * then has no structure.
   */
  private static ObjectNode success(Era era, ToolEntries.Entry tool, ToolOutput output) {
    ObjectNode result = Json.object();
    addContent(result.putArray("content"), output);
    Optional<ObjectNode> structured =
        output
            .fallback()
            .map(fallback -> StandIn.structured(output, fallback))
            .or(output::structured);
    boolean broken =
        output.fallback().isPresent() || structured.filter(ToolResults::isCut).isPresent()
            ? structured.filter(json -> !tool.promises(json)).isPresent()
            : false;
    if (!broken || era == Era.MODERN) {
      structured.ifPresent(json -> result.set("structuredContent", json));
    }
    output
        .fallback()
        .ifPresent(
            fallback -> result.putObject("_meta").set(FALLBACK_META, StandIn.details(fallback)));
    return result.put("isError", broken);
  }

  private static boolean isCut(ObjectNode structured) {
    return structured.has(AnswerBound.FIELD);
  }

  private static ObjectNode failure(
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

  private static ObjectNode failed(
      Era era, ToolDescriptor tool, ObjectNode failure, ToolOutput partial) {
    ObjectNode result = Json.object();
    ArrayNode content = result.putArray("content");
    content.add(text(sentence(failure)));
    if (!partial.isEmpty()) {
      content.add(text("What had been found until then:"));
      addContent(content, partial);
    }
    // SDKs of the legacy era hold even an error's structuredContent against the output schema, and
    // throw the whole result away when it does not fit.
    if (era == Era.LEGACY && tool.outputSchema().isPresent()) {
      result.putObject("_meta").set(FAILURE_META, failure);
    } else {
      result.set("structuredContent", failure);
    }
    return result.put("isError", true);
  }

  private static String sentence(ObjectNode failure) {
    StringBuilder text = new StringBuilder(failure.path("message").asText());
    text.append("\n[error_type: ").append(failure.path("error_type").asText());
    if (failure.has("retry_after")) {
      text.append(", retry_after: ").append(failure.path("retry_after").asText()).append(" s");
    }
    return text.append(']').toString();
  }

  /** Structured output without any text is given as JSON text too, for clients that show text. */
  private static void addContent(ArrayNode content, ToolOutput output) {
    output.content().forEach(block -> content.add(block(block)));
    if (output.content().isEmpty()) {
      Optional<ObjectNode> structured = output.structured();
      structured.ifPresent(
          json -> content.add(text(new String(Json.bytes(json), StandardCharsets.UTF_8))));
    }
  }

  static ObjectNode block(Content content) {
    return switch (content) {
      case Content.Text text -> text(text.text());
      case Content.Image image -> binary("image", image.data(), image.mimeType());
      case Content.Audio audio -> binary("audio", audio.data(), audio.mimeType());
      case Content.EmbeddedText resource -> {
        ObjectNode block = Json.object().put("type", "resource");
        block
            .putObject("resource")
            .put("uri", resource.uri())
            .put("mimeType", resource.mimeType())
            .put("text", resource.text());
        yield block;
      }
    };
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static ObjectNode binary(String type, String data, String mimeType) {
    return Json.object().put("type", type).put("data", data).put("mimeType", mimeType);
  }
}
