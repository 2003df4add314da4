package io.switchgear.calls.fallback;

import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Texts of outcomes, and texts that fallbacks add. */
final class OutcomeText {

  private OutcomeText() {}

  /** The message of an outcome; empty for a success. */
  static String message(ToolOutcome outcome) {
    return switch (outcome) {
      case Success ignored -> "";
      case Failed failed -> failed.message();
      case TimedOut late -> late.message();
      case Rejected rejected -> rejected.message();
      case Cancelled ended -> ended.message();
      case InvalidInput invalid -> invalid.message();
      case OutOfScope outside -> outside.message();
    };
  }

  /** What the call found; nothing for a call that did not run. */
  static ToolOutput output(ToolOutcome outcome) {
    return switch (outcome) {
      case Success success -> success.output();
      case Failed failed -> failed.partial();
      case TimedOut late -> late.partial();
      case Cancelled ended -> ended.partial();
      case Rejected ignored -> ToolOutput.NONE;
      case InvalidInput ignored -> ToolOutput.NONE;
      case OutOfScope ignored -> ToolOutput.NONE;
    };
  }

  /** The outcome with one more sentence; outcomes that have no fallbacks do not change. */
  static ToolOutcome adding(ToolOutcome outcome, String sentence) {
    return switch (outcome) {
      case Failed failed ->
          new Failed(failed.fault(), join(failed.message(), sentence), failed.partial());
      case TimedOut late ->
          new TimedOut(late.limit(), join(late.message(), sentence), late.partial());
      case Rejected rejected ->
          new Rejected(
              rejected.refusal(),
              rejected.by(),
              join(rejected.message(), sentence),
              rejected.retryAfter());
      case Success ignored -> outcome;
      case Cancelled ignored -> outcome;
      case InvalidInput ignored -> outcome;
      case OutOfScope ignored -> outcome;
    };
  }

  /** The output, which says first that it is a fallback. */
  static ToolOutput told(String sentence, ToolOutput output, Fallback fallback) {
    Stream<Content> answer = output.content().stream();
    if (output.content().isEmpty()) {
      answer = output.structured().<Content>map(json -> new Content.Text(json.toString())).stream();
    }
    List<Content> content =
        Stream.concat(
                Stream.of(
                    new Content.Text(sentence + "\nWhy the tool did not: " + fallback.reason())),
                answer)
            .toList();
    return new ToolOutput(content, output.structured(), Optional.of(fallback));
  }

  /** In the largest unit that keeps the value readable: s, min, h or days. */
  static String span(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }

  private static String join(String message, String sentence) {
    return message.isEmpty() ? sentence : message + " " + sentence;
  }
}
