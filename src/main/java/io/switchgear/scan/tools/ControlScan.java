package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code scan_control}: pauses, resumes, cancels or changes a job. */
final class ControlScan {

  static final String NAME = "scan_control";

  private static final ToolDescriptor DESCRIPTOR =
      JobTool.descriptor(
          NAME,
          "Control a scan",
          "Pauses, resumes or cancels a scan, or changes exclude, priority or rate of one that has"
              + " not ended.",
          """
          {"type":"object","properties":{
          "id":{"type":"string","description":"from scan_start"},
          "action":{"enum":["pause","resume","cancel"],"description":"alone"},
          "exclude":{"type":"array","items":{"type":"string"},"description":"whole new list"},
          "priority":{"type":"integer","minimum":0,"maximum":9,"description":"higher first"},
          "rate":{"type":"integer","minimum":0,"maximum":10000000,"description":"packets/s; 0: no limit"}},
          "required":["id"],"additionalProperties":false,
          "examples":[{"id":"0f3a...","action":"pause"}]}\
          """,
          new Hints(false, true, true, false));

  private ControlScan() {}

  static Tool of(Supplier<Jobs> jobs) {
    return new JobTool(
        DESCRIPTOR,
        ControlScan::problem,
        (call, over) -> {
          String id = call.arguments().path("id").asText();
          return ordered(jobs.get(), id, call)
              .thenApply(
                  answer ->
                      JobOutcomes.of(
                          answer, id, (job, joined) -> told(job, call.arguments(), call.caller())));
        });
  }

  private static Optional<String> problem(ObjectNode arguments) {
    boolean acts = arguments.has("action");
    boolean changes = Stream.of("exclude", "priority", "rate").anyMatch(arguments::has);
    return acts == changes
        ? Optional.of(
            (acts
                    ? "action stands alone, but there is also something to change."
                    : "There is nothing to do.")
                + " Give action (pause, resume or cancel), or else exclude, priority or rate; for"
                + " both make two calls.")
        : Optional.empty();
  }

  private static CompletionStage<JobAnswer> ordered(Jobs jobs, String id, ToolCall call) {
    ObjectNode arguments = call.arguments();
    return switch (arguments.path("action").asText()) {
      case "pause" -> jobs.pause(id, call.caller());
      case "resume" -> jobs.resume(id, call.caller());
      case "cancel" -> jobs.cancel(id, call.caller());
      default -> jobs.change(id, change(arguments), call.caller());
    };
  }

  private static JobChange change(ObjectNode arguments) {
    JsonNode exclude = arguments.get("exclude");
    return new JobChange(
        Optional.ofNullable(exclude)
            .map(targets -> targets.valueStream().map(JsonNode::asText).toList()),
        StartScan.number(arguments.path("priority")),
        StartScan.number(arguments.path("rate")));
  }

  private static ToolOutcome told(Job job, ObjectNode arguments, Caller caller) {
    String what =
        switch (arguments.path("action").asText()) {
          case "pause" -> "Pausing: running parts are stopped, results so far are kept.";
          case "resume" -> "Resumed; it goes on with the hosts that are not done.";
          case "cancel" ->
              "Cancelling: its scanners are being stopped. It has ended when its state is"
                  + " cancelled.";
          default -> "Changed; it holds from the next part on, parts that run are not touched.";
        };
    ObjectNode json = JobFacts.whole(job, caller).put("done", what);
    List<String> lines = new ArrayList<>();
    lines.add(what);
    JobFacts.lines(job, lines);
    return JobOutcomes.success(lines, json);
  }
}
