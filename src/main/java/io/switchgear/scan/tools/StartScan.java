package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.arguments.InputSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** {@code scan_start}: starts a job. */
final class StartScan {

  static final String NAME = "scan_start";

  private static final ToolDescriptor DESCRIPTOR =
      JobTool.descriptor(
              NAME,
              "Start a scan",
              "Starts a scan as a job, which goes on without this client and survives restarts: for"
                  + " many hosts. Returns its id at once; read results with scan_get, also while it"
                  + " runs. Joins an identical running scan.",
              """
              {"type":"object","properties":{
              "tool":{"type":"string","description":"a scanner, e.g. port_scan"},
              "arguments":{"type":"object","description":"for that tool"},
              "name":{"type":"string","maxLength":128,"description":"same for runs to compare"},
              "exclude":{"type":"array","items":{"type":"string"},"description":"targets to skip"},
              "priority":{"type":"integer","minimum":0,"maximum":9,"description":"higher first; default 5"},
              "deadline_seconds":{"type":"integer","minimum":1,"maximum":31536000,"description":"ends with what it has"},
              "rate":{"type":"integer","minimum":1,"maximum":10000000,"description":"packets/s at most"},
              "randomise":{"type":"boolean","description":"random host order"}},
              "required":["tool","arguments"],"additionalProperties":false,
              "examples":[{"tool":"port_scan","arguments":{"targets":["10.0.0.0/16"]}}]}\
              """,
              new Hints(false, false, false, true))
          .with(ToolDescriptor.TaskUse.WHEN_LONG);

  static final InputSchema SCHEMA = InputSchema.of(DESCRIPTOR);

  private StartScan() {}

  static Tool of(Supplier<Jobs> jobs) {
    return new JobTool(
        DESCRIPTOR,
        arguments -> Optional.empty(),
        (call, over) ->
            jobs.get()
                .start(request(call.arguments()), call.caller())
                .thenApply(
                    answer ->
                        JobOutcomes.of(
                            answer, "", (job, joined) -> started(job, joined, call.caller()))));
  }

  /**
   * The request that the arguments stand for.
   *
   * @param arguments as the schema reads them
   */
  static JobRequest request(ObjectNode arguments) {
    List<String> exclude = new ArrayList<>();
    arguments.path("exclude").forEach(target -> exclude.add(target.asText()));
    JsonNode deadline = arguments.path("deadline_seconds");
    return new JobRequest(
        arguments.path("tool").asText(),
        (ObjectNode) arguments.get("arguments"),
        arguments.path("name").asText(),
        exclude,
        arguments.path("priority").asInt(JobRequest.USUAL_PRIORITY),
        deadline.isNumber() ? Optional.of(Duration.ofSeconds(deadline.asLong())) : Optional.empty(),
        number(arguments.path("rate")),
        arguments.path("randomise").asBoolean(),
        "");
  }

  static OptionalInt number(JsonNode value) {
    return value.isInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
  }

  private static ToolOutcome started(Job job, boolean joined, Caller caller) {
    String how =
        "Read state and results with scan_get {\"id\": \"%s\"}, or subscribe to the resource %s."
            .formatted(job.id(), JobFacts.uri(job));
    String what =
        joined
            ? "You have the same scan under way; this is that one."
            : "The scan has been started.";
    ObjectNode json = JobFacts.json(job, caller);
    json.put("joined", joined).put("resource", JobFacts.uri(job)).put("how", how);
    List<String> lines = new ArrayList<>();
    lines.add(what);
    JobFacts.lines(job, lines);
    lines.add(how);
    return JobOutcomes.success(
        lines,
        json,
        new Content.ResourceLink(
            JobFacts.uri(job),
            "scan",
            "Scan",
            "State, progress and first hosts of the scan. Can be subscribed to.",
            "application/json"));
  }
}
