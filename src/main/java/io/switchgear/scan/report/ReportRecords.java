package io.switchgear.scan.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.rendering.HostDetail;
import io.switchgear.tool.rendering.HostJson;
import java.time.Instant;
import java.util.Optional;

/** The records of JSON and JSON Lines. Times are ISO 8601 in UTC. */
final class ReportRecords {

  private static final int LINE_CHARS = 2_000;
  private static final int RANGES_CHARS = 1 << 20;

  private ReportRecords() {}

  static ObjectNode job(Job job, Instant now) {
    Coverage coverage = Coverage.of(job);
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("id", job.id());
    out.put("name", line(job.name()));
    out.put("tool", line(job.tool()));
    out.put("state", job.state().wire());
    coverage(out.putObject("coverage"), coverage);
    ArrayNode targets = out.putArray("targets");
    job.targets().forEach(target -> targets.add(line(target)));
    ArrayNode exclude = out.putArray("exclude");
    job.exclude().forEach(target -> exclude.add(line(target)));
    out.set("arguments", UntrustedText.lines(job.arguments().deepCopy(), LINE_CHARS));
    time(out, "created_at", Optional.of(job.createdAt()));
    time(out, "started_at", job.startedAt());
    time(out, "finished_at", job.finishedAt());
    time(out, "exported_at", Optional.of(now));
    return out;
  }

  private static void coverage(ObjectNode out, Coverage coverage) {
    out.put("whole", coverage.whole());
    out.put("hosts_total", coverage.hostsTotal());
    out.put("hosts_done", coverage.hostsDone());
    out.put("hosts_left", coverage.hostsLeft());
    out.put("problems", coverage.problems());
    out.put("summary", coverage.sentence());
  }

  static ObjectNode problem(JobProblem problem) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("kind", line(problem.kind()));
    out.put("hosts", problem.hosts());
    out.put("targets", UntrustedText.line(problem.targets(), RANGES_CHARS));
    out.put("message", line(problem.message()));
    time(out, "at", Optional.of(problem.at()));
    return out;
  }

  static ObjectNode host(JobHost host) {
    return HostJson.of(host.host(), HostDetail.FULL).put("seen_at", host.seenAt().toString());
  }

  static ObjectNode end(ReportCounts counts) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("hosts", counts.hosts())
        .put("hosts_up", counts.hostsUp())
        .put("hosts_incomplete", counts.hostsIncomplete())
        .put("open_ports", counts.openPorts())
        .put("problems", counts.problems());
  }

  /** The record as a line of its own, which says what it is. */
  static String line(String record, ObjectNode fields) {
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("record", record);
    return out.setAll(fields).toString() + '\n';
  }

  private static String line(String text) {
    return UntrustedText.line(text, LINE_CHARS);
  }

  private static void time(ObjectNode out, String field, Optional<Instant> time) {
    time.ifPresent(moment -> out.put(field, moment.toString()));
  }
}
