package io.switchgear.scan.compare;

import io.switchgear.scan.compare.HostChange.FieldChange;
import io.switchgear.scan.compare.HostChange.PortChange;
import io.switchgear.scan.compare.HostChange.PortFacts;
import io.switchgear.scan.compare.HostChange.PortMove;
import io.switchgear.scan.compare.JobComparison.Counts;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A comparison as text: the figures, then a line per change. A line begins with {@code +} (came),
 * {@code -} (went), {@code ~} (changed) or {@code ?} (cannot be compared).
 */
public final class ComparisonText {

  private static final int TEXT_CHARS = 120;
  private static final int RANGES_CHARS = 400;

  /**
   * Lines about what cannot be compared get at least this share, because they are easily missed.
   */
  private static final int UNCOVERED_SHARE = 4;

  private ComparisonText() {}

  /**
   * @param maxBytes in UTF-8; the figures and the last line are always there, so 1,000 at least
   */
  public static String of(JobComparison comparison, int maxBytes) {
    String head = head(comparison);
    int left = maxBytes - size(head) - TEXT_CHARS;
    List<String> unsure = lines(comparison.uncovered(), left / UNCOVERED_SHARE);
    int rest = left - unsure.stream().mapToInt(ComparisonText::size).sum();
    StringBuilder out = new StringBuilder(head);
    long changed = 0;
    for (HostChange change : comparison.changes()) {
      String lines = lines(change);
      if (size(lines) > rest) {
        break;
      }
      rest -= size(lines);
      out.append(lines);
      changed++;
    }
    long more = comparison.changes().size() - changed + comparison.more();
    if (more > 0) {
      out.append("and ").append(Quantity.of(more, "more changed host")).append('\n');
    }
    unsure.forEach(out::append);
    int moreUnsure = comparison.uncovered().size() - unsure.size();
    if (moreUnsure > 0) {
      out.append("? and ").append(Quantity.of(moreUnsure, "more line")).append(" of this kind\n");
    }
    return out.toString();
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String head(JobComparison comparison) {
    Counts counts = comparison.counts();
    StringBuilder out = new StringBuilder();
    out.append("before: ").append(job(comparison.before())).append('\n');
    out.append("after:  ").append(job(comparison.after())).append('\n');
    if (!comparison.sameArguments()) {
      out.append("The jobs have different arguments, so what only one of them looks for is not");
      out.append(" compared.\n");
    }
    out.append(Quantity.of(counts.hostsCompared(), "host")).append(" compared: ");
    out.append(
        String.format(
            Locale.ROOT,
            "%,d came, %,d went, %,d changed, %,d the same\n",
            counts.hostsCame(),
            counts.hostsWent(),
            counts.hostsChanged(),
            counts.hostsSame()));
    out.append(
        String.format(
            Locale.ROOT,
            "ports: %,d came, %,d went, %,d changed\n",
            counts.portsCame(),
            counts.portsWent(),
            counts.portsChanged()));
    if (counts.hostsUncovered() > 0) {
      out.append(Quantity.of(counts.hostsUncovered(), "host"));
      out.append(" cannot be compared, or not completely\n");
    }
    return out.append('\n').toString();
  }

  private static String job(Job job) {
    String name = job.name().isEmpty() ? "" : " (" + line(job.name()) + ")";
    return job.id()
        + name
        + ", "
        + job.finishedAt().orElse(job.updatedAt())
        + ". "
        + Coverage.of(job).sentence();
  }

  private static String lines(HostChange change) {
    StringBuilder out = new StringBuilder();
    String host = change.address();
    String name = change.names().isEmpty() ? "" : " (" + line(change.names().getFirst()) + ")";
    switch (change.kind()) {
      case CAME -> out.append("+ ").append(host).append(name).append(" is up\n");
      case WENT -> out.append("- ").append(host).append(name).append(" was up\n");
      case CHANGED ->
          change.fields().forEach(field -> out.append("~ ").append(host).append(field(field)));
    }
    change.ports().forEach(port -> out.append(port(host, port)));
    if (change.morePorts() > 0) {
      out.append("~ ").append(host).append(" and ");
      out.append(Quantity.of(change.morePorts(), "more port")).append('\n');
    }
    change.others().forEach(move -> out.append("~ ").append(host).append(move(move)));
    return out.toString();
  }

  private static String field(FieldChange field) {
    return " " + field.field() + " " + or(field.before()) + " → " + or(field.after()) + "\n";
  }

  private static String move(PortMove move) {
    String ports = move.ports().isEmpty() ? "" : " (" + line(move.ports()) + ")";
    return " "
        + Quantity.of(move.count(), "port")
        + ports
        + " "
        + move.before()
        + " → "
        + move.after()
        + "\n";
  }

  private static String port(String host, PortChange change) {
    String place = host + " " + change.port() + "/" + line(change.protocol()) + " ";
    return switch (change.kind()) {
      case CAME -> "+ " + place + facts(change.after()) + was(change.before(), "was") + "\n";
      case WENT -> "- " + place + facts(change.before()) + was(change.after(), "is") + "\n";
      case CHANGED -> "~ " + place + difference(change) + "\n";
    };
  }

  private static String facts(Optional<PortFacts> facts) {
    StringJoiner text = new StringJoiner(" ");
    facts.ifPresent(
        port -> {
          add(text, port.state());
          add(text, port.service());
          add(text, port.product());
          add(text, port.version());
          add(text, port.extraInfo().isEmpty() ? "" : "(" + port.extraInfo() + ")");
        });
    return text.toString();
  }

  private static void add(StringJoiner text, String word) {
    if (!word.isEmpty()) {
      text.add(line(word));
    }
  }

  private static String was(Optional<PortFacts> other, String verb) {
    return other.map(port -> " (" + verb + " " + port.state() + ")").orElse("");
  }

  /** Such as {@code open ssh: version 9.2 → 9.6}. */
  private static String difference(PortChange change) {
    PortFacts from = change.before().orElseThrow();
    PortFacts to = change.after().orElseThrow();
    StringJoiner text = new StringJoiner(", ");
    for (String field : change.changed()) {
      text.add(
          switch (field) {
            case "state" -> pair("", from.state(), to.state());
            case "service" -> pair("service ", from.service(), to.service());
            case "product" -> pair("product ", from.product(), to.product());
            case "version" -> pair("version ", from.version(), to.version());
            case "extra_info" -> pair("", from.extraInfo(), to.extraInfo());
            default -> field + " changed";
          });
    }
    String service = to.service().isEmpty() ? from.service() : to.service();
    return line(to.state() + " " + service).strip() + ": " + text;
  }

  private static String pair(String field, String from, String to) {
    return field + or(from) + " → " + or(to);
  }

  private static String or(String text) {
    return text.isEmpty() ? "none" : line(text);
  }

  private static List<String> lines(List<Uncovered> uncovered, int maxBytes) {
    List<String> lines = new ArrayList<>();
    int left = maxBytes;
    for (Uncovered one : uncovered) {
      String line = line(one);
      left -= size(line);
      if (left < 0) {
        break;
      }
      lines.add(line);
    }
    return lines;
  }

  private static String line(Uncovered one) {
    String addresses = String.join(",", one.addresses());
    boolean cut = one.moreRanges() > 0 || addresses.length() > RANGES_CHARS;
    int comma = addresses.length() > RANGES_CHARS ? addresses.lastIndexOf(',', RANGES_CHARS) : -1;
    return "? "
        + (comma < 0 ? addresses : addresses.substring(0, comma))
        + (cut ? ",… (" + Quantity.of(one.hosts(), "host") + ")" : "")
        + (one.ports().isEmpty() ? "" : " ports " + line(one.ports()))
        + " cannot be compared: "
        + one.side().wire()
        + ": "
        + one.reason().words()
        + "\n";
  }

  private static String line(String text) {
    return UntrustedText.line(text, TEXT_CHARS);
  }
}
