package io.switchgear.scan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.report.HostTally.Result;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.hosts.Ranges;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sections of the page. */
final class HtmlSections {

  static final int MAX_PROBLEMS = 200;

  private static final int MAX_SERVICES = 12;
  private static final int MAX_TARGETS = 40;
  private static final int TEXT_CHARS = 500;
  private static final int RANGES_CHARS = 4_000;
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Job job;
  private final Coverage coverage;
  private final HostTally tally;
  private final Writer out;

  HtmlSections(Job job, HostTally tally, Writer out) {
    this.job = job;
    this.coverage = Coverage.of(job);
    this.tally = tally;
    this.out = out;
  }

  static String time(Instant moment) {
    return TIME.format(moment);
  }

  /** The job's name, or its first targets. */
  static String title(Job job) {
    if (!job.name().isEmpty()) {
      return job.name();
    }
    String targets = job.targets().stream().limit(3).collect(Collectors.joining(", "));
    return targets.isEmpty() ? job.tool() : targets + (job.targets().size() > 3 ? " and more" : "");
  }

  static String facts(Job job) {
    Instant started = job.startedAt().orElse(job.createdAt());
    String tool = Html.text(job.tool(), TEXT_CHARS);
    String state = "<span class=\"state\">" + job.state().wire() + "</span>";
    return state
        + " "
        + tool
        + ", started "
        + time(started)
        + job.finishedAt().map(end -> ", took " + span(Duration.between(started, end))).orElse("");
  }

  private static String span(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }

  void summary(ReportCounts counts) throws IOException {
    long missing = coverage.hostsLeft() + counts.hostsIncomplete();
    out.write("<section class=\"tiles\" aria-label=\"Summary\">\n");
    tile(counts.hosts(), "of " + Html.number(coverage.hostsTotal()) + " hosts done", "");
    tile(counts.hostsUp(), "hosts up", "");
    tile(tally.count(Result.OPEN), "hosts with open ports", "");
    tile(counts.openPorts(), "open ports", "");
    tile(missing, "hosts not scanned completely", missing > 0 ? " warn" : "");
    out.write("</section>\n");
  }

  private void tile(long number, String words, String look) throws IOException {
    out.write("<div class=\"tile" + look + "\"><b>" + Html.number(number) + "</b> ");
    out.write("<span>" + words + "</span></div>\n");
  }

  void map(AddressMap four, AddressMap six, Set<String> linked) throws IOException {
    RangeSet targets = ranges(job.targets());
    RangeSet excluded = ranges(job.exclude());
    StringBuilder figures = new StringBuilder();
    boolean merged = false;
    for (AddressMap map : List.of(four, six)) {
      map.cover(targets);
      figures.append(new MapFigures(map, targets, excluded, linked).html());
      merged |= map.cellBits() > 0 && !map.panels().isEmpty();
    }
    if (figures.isEmpty()) {
      return;
    }
    out.write("<section id=\"map\"><h2>Map</h2>\n<ul class=\"legend\">\n");
    out.write("<li>" + swatch("o1") + swatch("o2") + swatch("o3"));
    out.write(merged ? "open ports on few to many hosts" : "1, 2–4, 5 or more open ports");
    out.write(" <b>" + Html.number(tally.count(Result.OPEN)) + "</b></li>\n");
    legend("u", Result.UP.words(), tally.count(Result.UP));
    legend("s", "no answer", tally.count(Result.NO_ANSWER) + tally.count(Result.UNREACHABLE));
    legend("i", Result.INCOMPLETE.words(), tally.count(Result.INCOMPLETE));
    legend("n", "not scanned", coverage.hostsLeft());
    legend("x", "excluded on request", targets.and(excluded).count().min(LONG_MAX).longValue());
    out.write("</ul>\n");
    if (merged) {
      out.write(
          "<p class=\"soft\">A cell is a block of addresses and shows what stands out in it: open");
      out.write(
          " ports, then incomplete scans, then hosts that are up. Point at it for its figures. A");
      out.write(" dashed outline: some of its addresses were not scanned.</p>\n");
    }
    out.write("<div class=\"panels\">\n" + figures + "</div></section>\n");
  }

  private void legend(String look, String words, long count) throws IOException {
    if (count > 0) {
      out.write("<li>" + swatch(look) + words + " <b>" + Html.number(count) + "</b></li>\n");
    }
  }

  private static String swatch(String look) {
    return "<svg viewBox=\"0 0 13 13\" aria-hidden=\"true\"><rect class=\"" + look + "\"/></svg>";
  }

  /** Texts that are no addresses, such as names, are left out. */
  private static RangeSet ranges(List<String> texts) {
    RangeSet all = RangeSet.EMPTY;
    for (String text : texts) {
      try {
        all = all.plus(RangeSet.parse(List.of(text)));
      } catch (IllegalArgumentException name) {
        // A name was resolved when the job was planned; its addresses are not known here.
      }
    }
    return all;
  }

  void services(ServiceTally services) throws IOException {
    List<ServiceTally.Entry> top = services.top(MAX_SERVICES);
    if (top.isEmpty()) {
      return;
    }
    out.write("<section id=\"services\"><h2>Open ports and services</h2>\n<table class=\"bars\">");
    out.write("<thead><tr><th scope=\"col\">Port</th><th scope=\"col\">Service</th>");
    out.write("<th scope=\"col\" class=\"number\">Hosts</th><th></th></tr></thead><tbody>\n");
    for (ServiceTally.Entry entry : top) {
      ServiceTally.Key key = entry.key();
      String port = key.port() + "/" + Html.text(key.protocol(), TEXT_CHARS);
      String width =
          String.format(Locale.ROOT, "%.1f", 100.0 * entry.hosts() / top.getFirst().hosts());
      out.write("<tr><th scope=\"row\"><button type=\"button\" data-find=\"" + port + "\">");
      out.write(port + "</button></th><td>" + Html.text(key.service(), TEXT_CHARS));
      out.write(
          "</td><td class=\"number\">" + Html.number(entry.hosts()) + "</td><td class=\"bar\">");
      out.write("<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
      out.write("<rect width=\"" + width + "\" height=\"10\"/></svg></td></tr>\n");
    }
    out.write("</tbody></table>\n");
    int more = services.distinct() - top.size();
    if (more > 0) {
      out.write("<p class=\"soft\">and " + (services.overflowed() ? "at least " : ""));
      out.write(Quantity.of(more, "more service") + "</p>\n");
    }
    out.write("</section>\n");
  }

  void hosts(HostRows rows) throws IOException {
    out.write("<section id=\"hosts\"><h2>Hosts</h2>\n");
    if (rows.shown() == 0) {
      out.write("<p>No host is up.</p></section>\n");
      return;
    }
    if (rows.leftOut() > 0) {
      out.write("<p class=\"banner warn\">The table shows the first " + Html.number(rows.shown()));
      out.write(" hosts that are worth listing. " + Quantity.of(rows.leftOut(), "more host"));
      out.write(rows.leftOut() == 1 ? " is" : " are");
      out.write(" up; the formats jsonl, json, csv and xml have all of them.</p>\n");
    }
    out.write("<p class=\"find\" hidden><label>Find <input id=\"find\" type=\"search\"");
    out.write(" placeholder=\"address, name, 22/tcp, ssh, version\"></label>");
    out.write(
        " <output id=\"count\" for=\"find\"></output></p>\n<table class=\"hosts\"><thead><tr>");
    out.write("<th scope=\"col\">Host</th><th scope=\"col\">Ports</th>");
    out.write("<th scope=\"col\">System</th></tr></thead><tbody id=\"rows\">\n");
    for (String row : rows.html()) {
      out.write(row);
    }
    out.write("</tbody></table></section>\n");
  }

  /** Hosts without a row. */
  void others() throws IOException {
    StringBuilder lines = new StringBuilder();
    Stream.of(Result.INCOMPLETE, Result.UNREACHABLE, Result.NO_ANSWER)
        .filter(result -> tally.count(result) > 0)
        .forEach(
            result ->
                lines
                    .append("<dt>")
                    .append(capital(result.words()))
                    .append(" <b>")
                    .append(Html.number(tally.count(result)))
                    .append("</b></dt><dd class=\"ranges\">")
                    .append(text(tally.ranges(result)))
                    .append("</dd>\n"));
    if (!lines.isEmpty()) {
      out.write("<section id=\"others\"><h2>Other addresses</h2>\n<dl>" + lines);
      out.write("</dl></section>\n");
    }
  }

  private static String text(Ranges ranges) {
    String more = ranges.more() > 0 ? " and " + Quantity.of(ranges.more(), "more range") : "";
    return Html.text(String.join(", ", ranges.parts()) + more, RANGES_CHARS);
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  void scope() throws IOException {
    out.write("<section id=\"scope\"><h2>Scope</h2>\n<dl>\n");
    fact("Targets", targets(job.targets()));
    fact("Excluded on request", targets(job.exclude()));
    fact("Tool", Html.text(job.tool(), TEXT_CHARS));
    for (Map.Entry<String, JsonNode> argument : job.arguments().properties()) {
      if (!argument.getKey().equals("targets")) {
        JsonNode value = argument.getValue();
        fact(
            Html.text(capital(argument.getKey().replace('_', ' ') + " "), TEXT_CHARS),
            Html.text(words(value), RANGES_CHARS));
      }
    }
    fact("Rate", job.rate().isPresent() ? job.rate().getAsInt() + " packets per second" : "");
    fact("Started", job.startedAt().map(HtmlSections::time).orElse(""));
    fact("Ended", job.finishedAt().map(HtmlSections::time).orElse(""));
    out.write("</dl></section>\n");
  }

  private static String words(JsonNode value) {
    return switch (value) {
      case BooleanNode yes -> yes.booleanValue() ? "yes" : "no";
      case ArrayNode array ->
          array.valueStream().map(HtmlSections::words).collect(Collectors.joining(", "));
      default -> value.isTextual() ? value.asText() : value.toString();
    };
  }

  private static String targets(List<String> targets) {
    String more =
        targets.size() > MAX_TARGETS ? " and " + (targets.size() - MAX_TARGETS) + " more" : "";
    String shown = targets.stream().limit(MAX_TARGETS).collect(Collectors.joining(", "));
    return Html.text(shown + more, RANGES_CHARS);
  }

  private void fact(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      out.write("<dt>" + name + "</dt><dd>" + value + "</dd>\n");
    }
  }

  void coverage(List<JobProblem> problems, long inAll) throws IOException {
    out.write("<section id=\"coverage\"><h2>Coverage</h2>\n<p>");
    out.write(Html.text(coverage.sentence(), TEXT_CHARS) + "</p>\n");
    if (coverage.hostsLeft() > 0) {
      out.write("<p>" + Quantity.are(coverage.hostsLeft(), "host") + " without a result: the job ");
      out.write(job.state().isFinal() ? "did not reach them" : "has not reached them yet");
      out.write(". The map shows them dashed.</p>\n");
    }
    if (!job.exclude().isEmpty()) {
      out.write("<p>Not scanned because it was excluded on request: " + targets(job.exclude()));
      out.write(".</p>\n");
    }
    if (!problems.isEmpty()) {
      out.write("<table class=\"problems\"><thead><tr><th scope=\"col\">Reason</th>");
      out.write("<th scope=\"col\" class=\"number\">Hosts</th><th scope=\"col\">Addresses</th>");
      out.write("<th scope=\"col\">What happened</th></tr></thead><tbody>\n");
      for (JobProblem problem : problems) {
        out.write(
            "<tr><th scope=\"row\">" + Html.text(problem.kind().replace('_', ' '), TEXT_CHARS));
        out.write("</th><td class=\"number\">" + Html.number(problem.hosts()));
        out.write("</td><td class=\"ranges\">");
        out.write(Html.text(problem.targets().replace(",", ", "), RANGES_CHARS) + "</td><td>");
        out.write(Html.text(problem.message(), TEXT_CHARS) + "</td></tr>\n");
      }
      out.write("</tbody></table>\n");
    }
    if (inAll > problems.size()) {
      out.write("<p class=\"soft\">and " + Quantity.of(inAll - problems.size(), "more problem"));
      out.write("</p>\n");
    }
    out.write("</section>\n");
  }
}
