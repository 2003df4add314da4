package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.mcp.catalog.ResourceCatalog.Document;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.job.PageIterator;
import io.switchgear.scan.report.JobReport;
import io.switchgear.scan.report.ReportFormat;
import io.switchgear.tool.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Reports of jobs as documents: JSON Lines up to {@value #MAX_BYTES} bytes, because a resource is
 * one message and often goes into a model's context. A longer report is cut after a line, and its
 * last line says so.
 */
final class ScanReports {

  static final String TYPE = ReportFormat.JSONL.contentType();

  static final int MAX_BYTES = 1 << 20;

  private static final int PAGE = 500;

  private final Jobs jobs;

  ScanReports(Jobs jobs) {
    this.jobs = jobs;
  }

  CompletionStage<Document> read(Job job, Caller caller) {
    return CompletableFuture.supplyAsync(() -> write(job, caller), Thread::startVirtualThread);
  }

  private Document write(Job job, Caller caller) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BooleanSupplier full = () -> out.size() > MAX_BYTES;
    Iterator<JobProblem> problems =
        new PageIterator<>(cursor -> jobs.problems(job.id(), PAGE, cursor, caller), full);
    Iterator<JobHost> hosts = new PageIterator<>(cursor -> hosts(job, cursor, caller), full);
    try {
      JobReport.write(ReportFormat.JSONL, job, problems, hosts, Instant.now(), out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Document(TYPE, full.getAsBoolean() ? cut(job, out) : text(out));
  }

  /** A job that was deleted meanwhile has no more hosts. */
  private CompletionStage<Page<JobHost>> hosts(Job job, Optional<String> cursor, Caller caller) {
    return jobs.hosts(job.id(), HostQuery.ALL.limit(PAGE).after(cursor), caller)
        .thenApply(page -> page.orElse(new Page<>(List.of(), Optional.empty())));
  }

  private static String cut(Job job, ByteArrayOutputStream out) {
    byte[] whole = out.toByteArray();
    int end = MAX_BYTES;
    while (end > 0 && whole[end - 1] != '\n') {
      end--;
    }
    String last =
        JsonNodeFactory.instance
            .objectNode()
            .put("record", "cut")
            .put(
                "how",
                "The report is longer than %d bytes. All of it: GET /api/v1/jobs/%s/report?format=jsonl over HTTP; single hosts: scan_get with filters."
                    .formatted(MAX_BYTES, job.id()))
            .toString();
    return new String(whole, 0, end, StandardCharsets.UTF_8) + last + '\n';
  }

  private static String text(ByteArrayOutputStream out) {
    return out.toString(StandardCharsets.UTF_8);
  }
}
