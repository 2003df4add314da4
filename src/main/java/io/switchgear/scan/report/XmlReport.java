package io.switchgear.scan.report;

import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.rendering.HostXml;
import io.switchgear.tool.rendering.XmlText;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * nmap's XML. Like nmap, it lists hosts that are up; the others are counted. The coverage is in
 * comments at the beginning and in {@code runstats/finished}, where {@code exit} is {@code error}
 * unless the job is whole.
 */
final class XmlReport implements ReportWriter {

  private static final int RANGES_CHARS = 60_000;

  private final XmlText xml;
  private final HostXml hosts;
  private Job job;

  XmlReport(Writer out) {
    this.xml = new XmlText(out);
    this.hosts = new HostXml(xml);
  }

  @Override
  public void begin(Job begun) {
    job = begun;
    boolean nmap = job.tool().equals("nmap");
    String arguments = UntrustedText.lines(job.arguments().deepCopy(), RANGES_CHARS).toString();
    Instant started = job.startedAt().orElse(job.createdAt());
    xml.begin("nmaprun");
    xml.comment(Coverage.of(job).sentence());
    xml.open(
        "nmaprun",
        "scanner",
        nmap ? "nmap" : "switchgear",
        "args",
        "switchgear job " + job.id() + ": " + job.tool() + " " + arguments,
        "start",
        Long.toString(started.getEpochSecond()),
        "startstr",
        HostXml.date(started),
        "version",
        "switchgear",
        "xmloutputversion",
        HostXml.VERSION);
    xml.empty("verbose", "level", "0");
    xml.empty("debugging", "level", "0");
  }

  @Override
  public void problem(JobProblem problem) {
    String targets = problem.targets();
    xml.comment(
        "Not scanned: %s, %s%s. %s"
            .formatted(
                problem.kind(),
                Quantity.of(problem.hosts(), "host"),
                targets.isEmpty() ? "" : ": " + UntrustedText.line(targets, RANGES_CHARS),
                problem.message()));
  }

  @Override
  public void host(JobHost host) {
    if (host.host().isUp()) {
      hosts.host(host.host(), Optional.of(host.seenAt()));
    }
  }

  @Override
  public void end(ReportCounts counts) {
    Coverage coverage = Coverage.of(job);
    Instant started = job.startedAt().orElse(job.createdAt());
    Instant ended = job.finishedAt().orElse(job.updatedAt());
    double elapsed = Math.max(0, Duration.between(started, ended).toMillis() / 1e3);
    xml.open("runstats");
    xml.empty(
        "finished",
        "time",
        Long.toString(ended.getEpochSecond()),
        "timestr",
        HostXml.date(ended),
        "elapsed",
        String.format(Locale.ROOT, "%.2f", elapsed),
        "summary",
        coverage.sentence(),
        "exit",
        coverage.whole() ? "success" : "error",
        "errormsg",
        coverage.whole() ? "" : coverage.sentence());
    xml.empty(
        "hosts",
        "up",
        Long.toString(counts.hostsUp()),
        "down",
        Long.toString(Math.max(0, coverage.hostsTotal() - counts.hostsUp())),
        "total",
        Long.toString(coverage.hostsTotal()));
    xml.close("runstats");
    xml.close("nmaprun");
  }
}
