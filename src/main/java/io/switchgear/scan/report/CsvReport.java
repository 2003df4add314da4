package io.switchgear.scan.report;

import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.tool.CsvText;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CSV with one set of columns for all lines. The column {@code record} says what a line is: {@code
 * job}, {@code problem}, {@code port}, {@code host} (a host without listed ports) or {@code end}.
 */
final class CsvReport implements ReportWriter {

  private static final List<String> COLUMNS =
      List.of(
          "record",
          "address",
          "names",
          "host_state",
          "scan",
          "port",
          "protocol",
          "state",
          "reason",
          "service",
          "product",
          "version",
          "extra_info",
          "banner",
          "other_ports",
          "mac",
          "vendor",
          "os",
          "seen_at",
          "note");

  private static final int TEXT_CHARS = 1_024;

  /** Spreadsheets do not accept longer cells. */
  private static final int RANGES_CHARS = 32_000;

  private final Instant now;
  private final Writer out;

  CsvReport(Instant now, Writer out) {
    this.now = now;
    this.out = out;
  }

  @Override
  public void begin(Job job) throws IOException {
    out.write(CsvText.line(COLUMNS));
    String what = job.tool() + (job.name().isEmpty() ? "" : " " + job.name());
    remark("job", job.state().wire(), what, now, Coverage.of(job).sentence() + " Job " + job.id());
  }

  @Override
  public void problem(JobProblem problem) throws IOException {
    List<Object> cells = blank();
    cells.set(0, "problem");
    cells.set(1, UntrustedText.line(problem.targets(), RANGES_CHARS));
    cells.set(COLUMNS.indexOf("reason"), problem.kind());
    cells.set(COLUMNS.indexOf("seen_at"), problem.at().toString());
    cells.set(
        COLUMNS.indexOf("note"), Quantity.of(problem.hosts(), "host") + ": " + problem.message());
    out.write(CsvText.line(cells));
  }

  @Override
  public void host(JobHost host) throws IOException {
    if (host.host().ports().isEmpty()) {
      line("host", host, List.of("", "", "", host.host().reason(), "", "", "", "", ""));
    }
    for (Port port : host.host().ports()) {
      line("port", host, cells(port));
    }
  }

  @Override
  public void end(ReportCounts counts) throws IOException {
    String note =
        String.join(
            ", ",
            Quantity.of(counts.hosts(), "host"),
            counts.hostsUp() + " up",
            counts.hostsIncomplete() + " incomplete",
            Quantity.of(counts.openPorts(), "open port"),
            Quantity.of(counts.problems(), "problem"));
    remark("end", "", "", now, note);
  }

  private void remark(String record, String state, String names, Instant at, String note)
      throws IOException {
    List<Object> cells = blank();
    cells.set(0, record);
    cells.set(COLUMNS.indexOf("names"), names);
    cells.set(COLUMNS.indexOf("state"), state);
    cells.set(COLUMNS.indexOf("seen_at"), at.toString());
    cells.set(COLUMNS.indexOf("note"), note);
    out.write(CsvText.line(cells));
  }

  private static List<Object> blank() {
    return Stream.generate(() -> "").limit(COLUMNS.size()).collect(Collectors.toList());
  }

  private void line(String record, JobHost of, List<Object> port) throws IOException {
    Host host = of.host();
    Traits traits = host.traits();
    List<Object> cells = new ArrayList<>(COLUMNS.size());
    cells.add(record);
    cells.add(host.address());
    cells.add(
        Stream.concat(host.names().stream(), traits.reverseNames().stream())
            .distinct()
            .collect(Collectors.joining(" ")));
    cells.add(host.state());
    cells.add(host.scan().wire());
    cells.addAll(port);
    cells.add(others(host));
    cells.add(traits.mac());
    cells.add(traits.vendor());
    cells.add(traits.os().stream().findFirst().map(OsGuess::name).orElse(""));
    cells.add(of.seenAt().toString());
    cells.add("");
    out.write(CsvText.line(cells));
  }

  private static List<Object> cells(Port port) {
    Service service = port.service();
    return List.of(
        port.port(),
        port.protocol(),
        port.state(),
        port.reason(),
        (service.tunnel().isEmpty() ? "" : service.tunnel() + "/") + service.name(),
        service.product(),
        service.version(),
        service.extraInfo(),
        UntrustedText.line(port.banner(), TEXT_CHARS));
  }

  /** A text such as {@code 998 closed (1-21,23-999), 1 filtered (80)}. */
  private static String others(Host host) {
    return host.others().stream().map(CsvReport::group).collect(Collectors.joining("; "));
  }

  private static String group(PortGroup group) {
    String ranges = group.ports().text();
    String more = group.ports().more() > 0 ? " and " + group.ports().more() + " more ranges" : "";
    return group.count()
        + " "
        + group.state()
        + (ranges.isEmpty() ? "" : " (" + ranges + more + ")");
  }
}
