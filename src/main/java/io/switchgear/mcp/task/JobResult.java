package io.switchgear.mcp.task;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.report.ReportFormat;
import io.switchgear.scan.tools.HostPage;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.rendering.HostText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * The result of a job that was cut into blocks, in the form of the scanners' own results: hosts
 * with open ports, as many as fit, and how to get the others.
 */
final class JobResult {

  /** Reserved for everything but the hosts. */
  private static final int RESERVED_BYTES = 8_000;

  private static final HostQuery WITH_OPEN_PORTS =
      new HostQuery(
          true,
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          HostQuery.MAX_LIMIT,
          Optional.empty());

  private static final int LEAST_ROOM = 1_000;
  private static final int MAX_PROBLEMS = 10;
  private static final int TEXT_CHARS = 300;

  private JobResult() {}

  /**
   * @param job that has ended and was not cancelled
   * @param maxAnswer bytes of each form
   */
  static CompletionStage<ToolOutcome> of(Jobs jobs, Job job, Caller caller, int maxAnswer) {
    int room = Math.max(LEAST_ROOM, maxAnswer - RESERVED_BYTES);
    return HostPage.read(jobs, job.id(), WITH_OPEN_PORTS, caller, room)
        .thenApply(
            page ->
                page.filter(found -> job.state() != JobState.FAILED || !found.hosts().isEmpty())
                    .<ToolOutcome>map(found -> new Success(output(job, found)))
                    .orElseGet(() -> new Failed(Fault.EXECUTION_FAILED, failure(job))));
  }

  private static String failure(Job job) {
    List<String> problems = problems(job);
    return "The scan ended without a result. "
        + (problems.isEmpty() ? "" : String.join(" ", problems))
        + " See scan_get {\"id\": \"%s\"}.".formatted(job.id());
  }

  private static ToolOutput output(Job job, HostPage page) {
    List<String> problems = problems(job);
    Optional<String> how = how(job, page);
    long others = job.progress().hostsDone() - page.hosts().size();
    ToolOutput output =
        new ToolOutput(
            List.of(new Content.Text(text(job, page, problems, others, how)), report(job)),
            Optional.of(json(job, page, problems, others, how)));
    return job.state() == JobState.COMPLETED ? output : output.asPartial();
  }

  private static ObjectNode json(
      Job job, HostPage page, List<String> problems, long others, Optional<String> how) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("status", job.state() == JobState.COMPLETED ? "complete" : "partial");
    root.put("summary", JobMessage.of(job));
    root.put("warning", HostText.WARNING);
    if (!problems.isEmpty()) {
      ArrayNode notes = root.putArray("notes");
      problems.forEach(notes::add);
    }
    root.put("scanner", job.tool());
    JobProgress progress = job.progress();
    ObjectNode statistics = root.putObject("statistics");
    statistics.put("hosts_total", progress.hostsTotal());
    statistics.put("hosts_up", progress.hostsUp());
    statistics.put("open_ports", progress.openPorts());
    statistics.put("elapsed_seconds", elapsed(job).toMillis() / 1e3);
    root.putArray("hosts").addAll(page.json());
    if (how.isPresent()) {
      ObjectNode leftOut = root.putObject("left_out");
      leftOut.putObject("hosts").put("count", others);
      leftOut.put("how", how.get());
    }
    return root;
  }

  private static String text(
      Job job, HostPage page, List<String> problems, long others, Optional<String> how) {
    List<String> lines = new ArrayList<>();
    lines.add(JobMessage.of(job));
    lines.add(HostText.WARNING);
    lines.addAll(problems);
    StringBuilder text = new StringBuilder(String.join("\n", lines));
    page.hosts().forEach(host -> text.append(HostText.of(host, page.detail())));
    how.ifPresent(
        ways -> text.append("\n\nLeft out: ").append(others).append(" hosts. ").append(ways));
    return text.append('\n').toString();
  }

  /** Hosts without open ports are not shown, and perhaps not all with open ports. */
  private static Optional<String> how(Job job, HostPage page) {
    boolean all = job.progress().hostsDone() == page.hosts().size() && !page.isShortened();
    return all
        ? Optional.empty()
        : Optional.of(
            "%sAll hosts and details: scan_get {\"id\": \"%s\", \"open\": false}, or the resource %s."
                .formatted(
                    page.next().isPresent() ? "More hosts have open ports. " : "",
                    job.id(),
                    uri(job)));
  }

  private static List<String> problems(Job job) {
    return job.problems().stream().limit(MAX_PROBLEMS).map(JobResult::problem).toList();
  }

  private static String problem(JobProblem problem) {
    return UntrustedText.line(
        problem.kind()
            + (problem.targets().isEmpty() ? "" : " (" + problem.targets() + ")")
            + ": "
            + problem.message(),
        TEXT_CHARS);
  }

  private static Duration elapsed(Job job) {
    return Duration.between(
        job.startedAt().orElse(job.createdAt()), job.finishedAt().orElse(job.updatedAt()));
  }

  private static Content report(Job job) {
    return new Content.ResourceLink(
        uri(job),
        "scan_report",
        "Full report of the scan",
        "All hosts of the scan with all details, as JSON Lines.",
        ReportFormat.JSONL.contentType());
  }

  private static String uri(Job job) {
    return "scan://" + job.id() + "/report";
  }
}
