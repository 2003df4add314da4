package io.switchgear.scan.report;

import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A page that one hands to a customer. It needs no other file and loads nothing. Its head is
 * written at once; the rest after the last host, from a bounded amount of data.
 *
 * <p>The Content Security Policy of the page allows its own script and styles by their digests, so
 * a text from a target could not run even if it were not escaped.
 */
final class HtmlReport implements ReportWriter {

  private static final int TEXT_CHARS = 500;
  private static final String CSS = Html.resource("report.css");
  private static final String JS = Html.resource("report.js");

  /** Comes last: it hides the sentence that says that the page was cut off. */
  private static final String WHOLE_CSS = "#cut{display:none}";

  private final Instant now;
  private final Writer out;
  private final List<JobProblem> problems = new ArrayList<>();
  private final HostRows rows = new HostRows();
  private final ServiceTally services = new ServiceTally();
  private final HostTally tally = new HostTally();
  private final AddressMap four = new AddressMap(32);
  private final AddressMap six = new AddressMap(128);
  private Job job;

  HtmlReport(Instant now, Writer out) {
    this.now = now;
    this.out = out;
  }

  @Override
  public void begin(Job begun) throws IOException {
    job = begun;
    Coverage coverage = Coverage.of(job);
    String title = Html.text(HtmlSections.title(job), TEXT_CHARS);
    out.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.write(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            + Html.source(CSS)
            + " "
            + Html.source(WHOLE_CSS)
            + "; script-src "
            + Html.source(JS)
            + "; base-uri 'none'; form-action 'none'\">\n");
    out.write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.write("<meta name=\"robots\" content=\"noindex\">\n");
    out.write("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.write("<title>" + title + " – scan report</title>\n<style>" + CSS + "</style>\n</head>\n");
    out.write("<body>\n<header>\n<p class=\"kind\">Scan report</p>\n<h1>" + title + "</h1>\n");
    out.write("<p class=\"facts\">" + HtmlSections.facts(job) + "</p>\n</header>\n<main>\n");
    out.write(
        "<p id=\"cut\" class=\"banner bad\"><b>This page is not complete.</b> The file was cut off,"
            + " or is still loading; export it again.</p>\n");
    out.write(
        "<p class=\"banner "
            + (coverage.whole() ? "good" : "warn")
            + "\">"
            + Html.text(coverage.sentence(), TEXT_CHARS)
            + (coverage.whole() ? "" : " <a href=\"#coverage\">What is missing, and why</a>")
            + "</p>\n");
  }

  @Override
  public void problem(JobProblem problem) {
    if (problems.size() < HtmlSections.MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  @Override
  public void host(JobHost of) {
    Host host = of.host();
    InetAddress address = Addresses.literal(host.address()).orElse(null);
    if (address == null) {
      return;
    }
    (address.getAddress().length == 4 ? four : six).add(host, address);
    tally.add(host, address);
    services.add(host);
    if (host.isUp()) {
      rows.add(host);
    }
  }

  @Override
  public void end(ReportCounts counts) throws IOException {
    HtmlSections page = new HtmlSections(job, tally, out);
    page.summary(counts);
    page.map(four, six, rows.addresses());
    page.coverage(problems, counts.problems());
    page.scope();
    page.services(services);
    page.hosts(rows);
    page.others();
    out.write("</main>\n<footer><p>Made by Switchgear on " + HtmlSections.time(now));
    out.write(". Job " + Html.text(job.id(), TEXT_CHARS) + ". Text from scanned hosts is shown as");
    out.write(" they sent it, without control characters, and is not verified.</p></footer>\n");
    out.write("<script>" + JS + "</script>\n<style>" + WHOLE_CSS + "</style>\n</body>\n</html>\n");
  }
}
