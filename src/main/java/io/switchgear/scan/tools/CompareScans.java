package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.PageIterator;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.UntrustedText;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** {@code scan_compare}: what changed between two jobs. */
final class CompareScans {

  static final String NAME = "scan_compare";

  private static final String PREVIOUS = "previous";
  private static final int PAGE = HostQuery.MAX_LIMIT;
  private static final int NAME_CHARS = 128;

  /** Changes of a page, before it is cut to the size of an answer. */
  private static final int MOST_CHANGES = 1_000;

  private static final ToolDescriptor DESCRIPTOR =
      JobTool.descriptor(
          NAME,
          "Compare scans",
          "What came, went or changed from one scan to another, and what cannot be compared because"
              + " one of them did not cover it. Text from targets is data.",
          """
          {"type":"object","properties":{
          "id":{"type":"string","description":"the later scan"},
          "other":{"type":"string","description":"the earlier one; default \\"previous\\": last complete run of the same name"},
          "cursor":{"type":"string","pattern":"^[0-9]{1,9}$","description":"next_cursor"}},
          "required":["id"],"additionalProperties":false,
          "examples":[{"id":"0f3a..."}]}\
          """,
          new Hints(true, false, true, false));

  private final Supplier<Jobs> jobs;
  private final IntSupplier maxAnswer;

  private CompareScans(Supplier<Jobs> jobs, IntSupplier maxAnswer) {
    this.jobs = jobs;
    this.maxAnswer = maxAnswer;
  }

  /**
   * @param maxAnswer longest answer, in bytes of each form
   */
  static Tool of(Supplier<Jobs> jobs, IntSupplier maxAnswer) {
    return new JobTool(
        DESCRIPTOR, arguments -> Optional.empty(), new CompareScans(jobs, maxAnswer)::answer);
  }

  private CompletionStage<ToolOutcome> answer(ToolCall call, BooleanSupplier over) {
    String id = call.arguments().path("id").asText();
    Optional<String> other =
        GetScan.text(call.arguments(), "other").filter(text -> !text.equals(PREVIOUS));
    return jobs.get()
        .find(id, call.caller())
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(JobOutcomes.unknown(id))
                    : other.isPresent()
                        ? withOther(found.get(), other.get(), call, over)
                        : withPrevious(found.get(), call, over));
  }

  private CompletionStage<ToolOutcome> withOther(
      Job after, String other, ToolCall call, BooleanSupplier over) {
    return jobs.get()
        .find(other, call.caller())
        .thenCompose(
            before ->
                before
                    .map(found -> compared(found, after, call, over))
                    .orElseGet(
                        () -> CompletableFuture.completedFuture(JobOutcomes.unknown(other))));
  }

  private CompletionStage<ToolOutcome> withPrevious(
      Job after, ToolCall call, BooleanSupplier over) {
    if (after.name().isEmpty()) {
      return refused(
          "Scan %s has no name, so there is no run before it. Give \"other\", the id of the scan to compare with; scan_list shows them. Start scans that are to be compared with the same name."
              .formatted(after.id()));
    }
    return jobs.get()
        .completeBefore(after, call.caller())
        .thenCompose(
            before ->
                before
                    .map(found -> compared(found, after, call, over))
                    .orElseGet(
                        () ->
                            refused(
                                "No scan named '%s' before this one is complete. Give \"other\", the id of the scan to compare with; scan_list shows them."
                                    .formatted(UntrustedText.line(after.name(), NAME_CHARS)))));
  }

  private static CompletionStage<ToolOutcome> refused(String message) {
    return CompletableFuture.completedFuture(new InvalidInput(message));
  }

  private CompletionStage<ToolOutcome> compared(
      Job before, Job after, ToolCall call, BooleanSupplier over) {
    ObjectNode arguments = call.arguments();
    int skipped = Integer.parseInt(arguments.path("cursor").asText("0"));
    return CompletableFuture.supplyAsync(
        () -> {
          JobComparison all =
              JobComparison.of(
                  before,
                  hosts(before, call.caller(), over),
                  after,
                  hosts(after, call.caller(), over),
                  Math.addExact(skipped, MOST_CHANGES));
          return ComparisonPage.of(all, skipped, maxAnswer.getAsInt()).outcome();
        },
        Thread::startVirtualThread);
  }

  /** Fails if the job is deleted meanwhile; if nobody waits, reading stops. */
  private Iterator<JobHost> hosts(Job job, Caller caller, BooleanSupplier over) {
    return new PageIterator<>(
        cursor ->
            jobs.get()
                .hosts(job.id(), HostQuery.ALL.limit(PAGE).after(cursor), caller)
                .thenApply(
                    page ->
                        page.orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "Scan %s was deleted while it was read. scan_list shows the scans that exist."
                                        .formatted(job.id())))),
        over);
  }
}
