package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code scan_list}: the caller's jobs, the newest first. */
final class ListScans {

  static final String NAME = "scan_list";

  private static final int USUAL_LIMIT = 20;

  private static final ToolDescriptor DESCRIPTOR =
      JobTool.descriptor(
          NAME,
          "List scans",
          "Your scans, newest first, each with state and counts.",
          """
          {"type":"object","properties":{
          "state":{"enum":["queued","planning","running","pausing","paused","cancelling","cancelled",\
          "completed","partial","failed"],"description":"only these"},
          "tool":{"type":"string","description":"scanner"},
          "name":{"type":"string","description":"exact"},
          "limit":{"type":"integer","minimum":1,"maximum":50,"description":"default 20"},
          "cursor":{"type":"string","description":"next_cursor"}},
          "additionalProperties":false,"examples":[{}]}\
          """,
          new Hints(true, false, true, false));

  private ListScans() {}

  static Tool of(Supplier<Jobs> jobs) {
    return new JobTool(
        DESCRIPTOR,
        arguments -> Optional.empty(),
        call ->
            jobs.get()
                .list(query(call.arguments()), call.caller())
                .thenApply(page -> told(page, call.caller())));
  }

  private static JobQuery query(ObjectNode arguments) {
    Set<JobState> states =
        GetScan.text(arguments, "state").flatMap(JobState::of).stream().collect(Collectors.toSet());
    return new JobQuery(
        states,
        GetScan.text(arguments, "tool"),
        GetScan.text(arguments, "name"),
        Optional.empty(),
        arguments.path("limit").asInt(USUAL_LIMIT),
        GetScan.text(arguments, "cursor"));
  }

  private static ToolOutcome told(Page<Job> page, Caller caller) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    String summary =
        page.items().isEmpty()
            ? "No scans."
            : Quantity.of(page.items().size(), "scan")
                + (page.next().isPresent() ? "; more follow." : ".");
    json.put("summary", summary);
    ArrayNode scans = json.putArray("scans");
    List<String> lines = new ArrayList<>();
    lines.add(summary);
    for (Job job : page.items()) {
      scans.add(JobFacts.json(job, caller));
      lines.add(JobFacts.headline(job) + "; created " + job.createdAt());
    }
    page.next()
        .ifPresent(
            cursor -> {
              json.put("next_cursor", cursor);
              lines.add("Next page: the same call with {\"cursor\": \"%s\"}.".formatted(cursor));
            });
    return JobOutcomes.success(lines, json);
  }
}
