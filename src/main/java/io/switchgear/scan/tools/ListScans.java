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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code scan_list}: the caller's jobs, the newest first. */
final class ListScans {

  static final String NAME = "scan_list";

  private static final int USUAL_LIMIT = 20;

  /** Reserved for the notes, and for what the way of a call adds to an answer. */
  private static final int RESERVED_BYTES = 4_000;

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

  /**
   * @param maxAnswer longest answer, in bytes of each form
   */
  static Tool of(Supplier<Jobs> jobs, IntSupplier maxAnswer) {
    return new JobTool(
        DESCRIPTOR,
        arguments -> Optional.empty(),
        (call, over) ->
            page(jobs.get(), query(call.arguments()), call.caller(), room(maxAnswer))
                .thenApply(page -> told(page, call.caller())));
  }

  private static int room(IntSupplier maxAnswer) {
    return maxAnswer.getAsInt() - RESERVED_BYTES;
  }

  /** A page that is cut between jobs, so that its cursor continues behind the last one shown. */
  private static CompletionStage<Page<Job>> page(
      Jobs jobs, JobQuery query, Caller caller, int room) {
    return jobs.list(query, caller)
        .thenCompose(
            page -> {
              int fitting = fitting(page.items(), caller, room);
              return fitting == page.items().size()
                  ? CompletableFuture.completedFuture(page)
                  : jobs.list(query.limit(fitting), caller);
            });
  }

  private static int fitting(List<Job> jobs, Caller caller, int room) {
    int left = room;
    int fitting = 0;
    for (Job job : jobs) {
      left -= JobFacts.json(job, caller).toString().getBytes(StandardCharsets.UTF_8).length + 1;
      if (left < 0) {
        break;
      }
      fitting++;
    }
    return jobs.isEmpty() ? 0 : Math.max(1, fitting);
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
