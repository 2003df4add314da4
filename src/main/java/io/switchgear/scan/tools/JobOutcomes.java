package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.tool.Content;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The jobs' answers as outcomes of tools. None counts as a failure of the tool. */
final class JobOutcomes {

  private static final int ID_CHARS = 64;

  private JobOutcomes() {}

  /**
   * @param id as the caller gave it; empty for a new job
   * @param told the outcome for a job that was started, joined or changed; whether it was joined
   */
  static ToolOutcome of(JobAnswer answer, String id, BiFunction<Job, Boolean, ToolOutcome> told) {
    return switch (answer) {
      case JobAnswer.Done done -> told.apply(done.job(), false);
      case JobAnswer.Started started -> told.apply(started.job(), false);
      case JobAnswer.Joined joined -> told.apply(joined.job(), true);
      case JobAnswer.Unknown ignored -> unknown(id);
      case JobAnswer.Invalid invalid -> new InvalidInput(invalid.message());
      case JobAnswer.Conflict conflict ->
          new InvalidInput(
              "Scan %s: %s scan_get shows it."
                  .formatted(conflict.job().id(), sentence(conflict.message())));
      case JobAnswer.Refused refused -> withoutQuestions(refused.outcome());
      case JobAnswer.Full full ->
          new Rejected(
              ToolOutcome.Refusal.BULKHEAD_FULL, "scan_start", full.message(), full.retryAfter());
    };
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  /** Answers of the client would not reach the plan, so only the message is passed on. */
  private static ToolOutcome withoutQuestions(ToolOutcome refusal) {
    return refusal instanceof InvalidInput asking && asking.questions().isPresent()
        ? new InvalidInput(asking.message())
        : refusal;
  }

  static InvalidInput unknown(String id) {
    return new InvalidInput(
        "There is no scan of yours with id '%s'. scan_list shows those there are; ended ones are dropped after a while."
            .formatted(UntrustedText.line(id, ID_CHARS)));
  }

  /** A success whose text and structure say the same. */
  static Success success(List<String> lines, ObjectNode json, Content... links) {
    List<Content> content = new ArrayList<>();
    content.add(new Content.Text(String.join("\n", lines) + "\n"));
    content.addAll(List.of(links));
    return new Success(new ToolOutput(content, Optional.of(json)));
  }
}
