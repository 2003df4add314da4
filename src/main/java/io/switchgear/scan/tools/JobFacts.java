package io.switchgear.scan.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.report.ReportFormat;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import java.util.List;
import java.util.Locale;

/**
 * A job in an answer for agents, as JSON and as text with the same content. Field names are those
 * of the HTTP API; empty fields are left out.
 */
final class JobFacts {

  /** Problems that an answer lists; the others are only counted. */
  private static final int MAX_PROBLEMS = 10;

  private static final int MAX_TARGETS = 5;
  private static final int NAME_CHARS = 128;
  private static final int TEXT_CHARS = 300;

  private JobFacts() {}

  /** The address of a job as a resource. */
  static String uri(Job job) {
    return "scan://" + job.id();
  }

  /** The address of a job's whole result as a resource. */
  static String reportUri(Job job) {
    return uri(job) + "/report";
  }

  static Content reportLink(Job job) {
    return new Content.ResourceLink(
        reportUri(job),
        "scan_report",
        "Full report of the scan",
        "All hosts of the scan with all details, as JSON Lines.",
        ReportFormat.JSONL.contentType());
  }

  /**
   * @param reader for whom; the principal is named if it is another one
   */
  static ObjectNode json(Job job, Caller reader) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("summary", headline(job));
    out.put("id", job.id());
    text(out, "name", job.name());
    out.put("tool", job.tool());
    if (!job.principal().equals(reader.name())) {
      text(out, "principal", job.principal());
    }
    out.put("state", job.state().wire());
    out.put("complete", job.state() == JobState.COMPLETED);
    text(out, "waiting", job.waiting());
    job.place().ifPresent(place -> out.put("place", place));
    ArrayNode targets = out.putArray("targets");
    job.targets().stream().limit(MAX_TARGETS).forEach(targets::add);
    if (job.targets().size() > MAX_TARGETS) {
      targets.add("…");
    }
    JobProgress progress = job.progress();
    out.put("hosts_total", progress.hostsTotal());
    out.put("hosts_done", progress.hostsDone());
    out.put("hosts_up", progress.hostsUp());
    out.put("open_ports", progress.openPorts());
    job.etaSeconds().ifPresent(eta -> out.put("eta_seconds", eta));
    out.put("created_at", job.createdAt().toString());
    job.finishedAt().ifPresent(at -> out.put("finished_at", at.toString()));
    if (job.problemsInAll() > 0) {
      out.put("problems_total", job.problemsInAll());
    }
    return out;
  }

  /** Adds the problems and the limits to {@link #json}. */
  static ObjectNode whole(Job job, Caller reader) {
    ObjectNode out = json(job, reader);
    out.put("priority", job.priority());
    job.rate().ifPresent(rate -> out.put("rate", rate));
    job.deadline().ifPresent(at -> out.put("deadline", at.toString()));
    if (!job.exclude().isEmpty()) {
      ArrayNode exclude = out.putArray("exclude");
      job.exclude().stream().limit(MAX_PROBLEMS).map(JobFacts::line).forEach(exclude::add);
    }
    if (!job.problems().isEmpty()) {
      ArrayNode problems = out.putArray("problems");
      for (JobProblem problem : shown(job)) {
        ObjectNode one = problems.addObject().put("kind", problem.kind());
        if (problem.hosts() > 0) {
          one.put("hosts", problem.hosts());
        }
        text(one, "targets", problem.targets());
        text(one, "message", problem.message());
      }
    }
    return out;
  }

  /** One sentence: which job, how far, what was found. */
  static String headline(Job job) {
    JobProgress progress = job.progress();
    String name = job.name().isEmpty() ? "" : " '" + line(job.name(), NAME_CHARS) + "'";
    return String.format(
        Locale.ROOT,
        "Scan %s%s with %s: %s; %,d of %s done, %,d up, %s",
        job.id(),
        name,
        job.tool(),
        state(job),
        progress.hostsDone(),
        Quantity.of(progress.hostsTotal(), "host"),
        progress.hostsUp(),
        Quantity.of(progress.openPorts(), "open port"));
  }

  /** The lines about a job that come before its results. */
  static void lines(Job job, List<String> lines) {
    lines.add(headline(job));
    if (!job.waiting().isEmpty()) {
      lines.add("It waits: " + line(job.waiting()));
    }
    if (job.problemsInAll() > 0) {
      lines.add("Problems, " + job.problemsInAll() + " in all:");
      for (JobProblem problem : shown(job)) {
        String hosts = problem.hosts() == 0 ? "" : ", " + Quantity.of(problem.hosts(), "host");
        String targets = problem.targets().isEmpty() ? "" : " (" + line(problem.targets()) + ")";
        lines.add("  " + problem.kind() + hosts + targets + ": " + line(problem.message()));
      }
    }
  }

  private static List<JobProblem> shown(Job job) {
    return job.problems().stream().limit(MAX_PROBLEMS).toList();
  }

  private static String state(Job job) {
    return switch (job.state()) {
      case QUEUED ->
          "queued" + (job.place().isPresent() ? " at place " + job.place().getAsInt() : "");
      case PLANNING -> "starting";
      case RUNNING -> "running" + eta(job) + ", more results will come";
      case PAUSING -> "pausing";
      case PAUSED -> "PAUSED, incomplete until it is resumed";
      case CANCELLING -> "being cancelled";
      case CANCELLED -> "CANCELLED, incomplete";
      case COMPLETED -> "complete";
      case PARTIAL -> "ended PARTIAL, some hosts could not be scanned";
      case FAILED -> "FAILED without a result";
    };
  }

  private static String eta(Job job) {
    return job.etaSeconds().isPresent()
        ? String.format(Locale.ROOT, ", about %,d s left", job.etaSeconds().getAsLong())
        : "";
  }

  private static void text(ObjectNode out, String field, String value) {
    if (!value.isEmpty()) {
      out.put(field, line(value));
    }
  }

  private static String line(String text) {
    return line(text, TEXT_CHARS);
  }

  private static String line(String text, int maxChars) {
    return UntrustedText.line(text, maxChars);
  }
}
