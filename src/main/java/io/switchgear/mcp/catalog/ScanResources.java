package io.switchgear.mcp.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.Page;
import io.switchgear.scan.report.ReportFormat;
import io.switchgear.scan.tools.HostPage;
import io.switchgear.tool.Caller;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.rendering.HostText;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scan jobs as MCP resources: each with its progress and first hosts, and its report. A job that
 * the caller may not see does not exist.
 */
public final class ScanResources implements ResourceCatalog {

  private static final String SCHEME = "scan://";
  private static final String ONE = SCHEME + "{job}";
  private static final String REPORT = ONE + "/report";
  private static final String SURFACE = "mcp";
  private static final String JSON = "application/json";
  private static final Pattern ADDRESS = Pattern.compile("scan://([0-9a-f]{32})(/report)?");

  /** Jobs in the list of resources, and those whose ids are completed. */
  private static final int LISTED = 20;

  private static final int COMPLETED = 100;

  private static final int FIRST_HOSTS = 50;

  /** Bytes of the first hosts. */
  private static final int ROOM = 24_000;

  private static final int NAME_CHARS = 128;
  private static final int TEXT_CHARS = 300;

  /** Elements of each list of a job: targets, exclusions, problems. */
  private static final int MAX_LISTED = 20;

  /** Characters of the arguments. */
  private static final int MAX_ARGUMENTS = 4_000;

  private final Jobs jobs;
  private final ScanReports reports;

  public ScanResources(Jobs jobs) {
    this.jobs = jobs;
    this.reports = new ScanReports(jobs);
  }

  /** The address of a job. */
  static String uri(String id) {
    return SCHEME + id;
  }

  /** The address of a job's report. */
  static String reportUri(String id) {
    return uri(id) + "/report";
  }

  @Override
  public List<ListedResource> resources() {
    return List.of();
  }

  @Override
  public Optional<CompletionStage<List<ListedResource>>> own(Caller caller) {
    return Optional.of(
        recent(LISTED, caller)
            .thenApply(found -> found.stream().map(ScanResources::listed).toList()));
  }

  private CompletionStage<List<Job>> recent(int limit, Caller caller) {
    return jobs.list(JobQuery.ALL.limit(limit), caller).thenApply(Page::items);
  }

  private static ListedResource listed(Job job) {
    String name = UntrustedText.line(job.name(), NAME_CHARS);
    String title = name.isEmpty() ? "Scan " + job.id().substring(0, 8) : "Scan " + name;
    return new ListedResource(
        uri(job.id()),
        "scan_" + job.id(),
        title,
        "%s, %s, started %s: progress and first hosts."
            .formatted(job.tool(), job.state().wire(), job.createdAt()),
        JSON);
  }

  @Override
  public List<ListedResource> templates() {
    return List.of(
        new ListedResource(
            ONE,
            "scan",
            "Scan",
            "A scan that scan_start started: state, progress, problems, and the first hosts with"
                + " open ports. Subscribe to be told when it changes, at most once a second.",
            JSON),
        new ListedResource(
            REPORT,
            "scan_report",
            "Report of a scan",
            "All hosts of a scan with all details, as JSON Lines; what is over 1 MiB is left out"
                + " and says so. Subscribe to be told when the scan has ended.",
            ScanReports.TYPE));
  }

  @Override
  public CompletionStage<Optional<Document>> read(String uri, Caller caller) {
    Matcher address = ADDRESS.matcher(uri);
    if (!address.matches()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String id = address.group(1);
    boolean report = address.group(2) != null;
    CompletionStage<Optional<Job>> asked =
        report
            ? jobs.exporting(id, ReportFormat.JSONL.wire(), SURFACE, caller)
            : jobs.find(id, caller);
    return asked.thenCompose(
        found ->
            found.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : report ? report(found.get(), caller) : state(found.get(), caller));
  }

  /** A report that was written while its job was deleted may lack hosts, so it does not exist. */
  private CompletionStage<Optional<Document>> report(Job job, Caller caller) {
    return reports
        .read(job, caller)
        .thenCompose(
            report -> jobs.find(job.id(), caller).thenApply(still -> still.map(any -> report)));
  }

  private CompletionStage<Optional<Document>> state(Job job, Caller caller) {
    HostQuery open =
        new HostQuery(
            true,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            FIRST_HOSTS,
            Optional.empty());
    return HostPage.read(jobs, job.id(), open, caller, ROOM)
        .thenApply(page -> page.map(first -> document(job, first)));
  }

  private static Document document(Job job, HostPage first) {
    ObjectNode json = bounded(ViewMapper.tree(JobJson.of(job)));
    json.put("warning", HostText.WARNING);
    ArrayNode hosts = json.putArray("hosts");
    first.json().forEach(hosts::add);
    String more =
        first.next().isPresent()
            ? "These are the first hosts with open ports; scan_get with cursor \"%s\" has the next."
                .formatted(first.next().get())
            : "These are all hosts with open ports so far; scan_get with filters has others.";
    json.put("more", more);
    json.put("report", reportUri(job.id()));
    return new Document(JSON, json.toString());
  }

  /** Lists may be as long as a call's; the tools and the HTTP API have the whole of them. */
  private static ObjectNode bounded(ObjectNode json) {
    for (JsonNode field : json) {
      if (field instanceof ArrayNode list) {
        while (list.size() > MAX_LISTED) {
          list.remove(list.size() - 1);
        }
      }
    }
    if (json.path("arguments").toString().length() > MAX_ARGUMENTS) {
      json.putObject("arguments").put("left_out", "too long");
    }
    return UntrustedText.lines(json, TEXT_CHARS);
  }

  @Override
  public CompletionStage<Boolean> isWatchable(String uri, Caller caller) {
    if (!uri.startsWith(SCHEME)) {
      return CompletableFuture.completedFuture(true);
    }
    Matcher address = ADDRESS.matcher(uri);
    return address.matches()
        ? jobs.find(address.group(1), caller).thenApply(Optional::isPresent)
        : CompletableFuture.completedFuture(false);
  }

  /** Ids that begin so, and ids of the jobs whose name begins so. */
  @Override
  public CompletionStage<List<String>> values(
      String template, String blank, String begun, Caller caller) {
    String start = begun.toLowerCase(Locale.ROOT);
    return recent(COMPLETED, caller)
        .thenApply(
            found ->
                found.stream()
                    .filter(
                        job ->
                            job.id().startsWith(start)
                                || job.name().toLowerCase(Locale.ROOT).startsWith(start))
                    .map(Job::id)
                    .toList());
  }
}
