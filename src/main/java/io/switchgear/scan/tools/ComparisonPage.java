package io.switchgear.scan.tools;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.switchgear.scan.compare.ComparisonText;
import io.switchgear.scan.compare.HostChange;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.compare.JobComparison.Counts;
import io.switchgear.scan.compare.Uncovered;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.rendering.HostText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * As many changes of a comparison as fit into an answer, as JSON and as text.
 *
 * @param shown with the changes of this page only
 * @param next number of changes before the next page
 */
record ComparisonPage(JobComparison shown, int maxBytes, OptionalInt next) {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(Value.construct(Include.NON_EMPTY, Include.NON_EMPTY))
          .build();

  /** Bytes for what is not a change: the jobs, what cannot be compared, the notes. */
  private static final int RESERVED_BYTES = 14_000;

  /** The text form gives its last quarter to what cannot be compared. */
  private static final double SHARE_OF_CHANGES = 0.7;

  private static final int LEAST_ROOM = 1_000;

  /** Changed ports that are listed for a host. */
  private static final int MAX_PORTS = 40;

  private static final int MAX_UNCOVERED = 20;
  private static final int MAX_RANGES = 10;
  private static final int TEXT_CHARS = 120;

  /**
   * @param all with the first changes
   * @param skipped changes of the pages before
   * @param maxAnswer longest answer, in bytes of each form
   */
  static ComparisonPage of(JobComparison all, int skipped, int maxAnswer) {
    List<HostChange> rest =
        all.changes().stream().skip(skipped).map(ComparisonPage::shortened).toList();
    int room = Math.max(LEAST_ROOM, (int) ((maxAnswer - RESERVED_BYTES) * SHARE_OF_CHANGES));
    int fitting = fitting(rest, room);
    long more = all.more() + rest.size() - fitting;
    return new ComparisonPage(
        with(all, rest.subList(0, fitting), more),
        Math.max(LEAST_ROOM, maxAnswer - RESERVED_BYTES / 2),
        more > 0 ? OptionalInt.of(skipped + fitting) : OptionalInt.empty());
  }

  private static JobComparison with(JobComparison all, List<HostChange> changes, long more) {
    List<Uncovered> uncovered =
        all.uncovered().stream().limit(MAX_UNCOVERED).map(ComparisonPage::shortened).toList();
    return new JobComparison(
        all.before(), all.after(), all.sameArguments(), all.counts(), changes, more, uncovered);
  }

  private static HostChange shortened(HostChange change) {
    int left = Math.max(0, change.ports().size() - MAX_PORTS);
    return new HostChange(
        change.address(),
        change.names(),
        change.kind(),
        change.fields(),
        change.ports().stream().limit(MAX_PORTS).toList(),
        change.morePorts() + left,
        change.others());
  }

  private static Uncovered shortened(Uncovered one) {
    int left = Math.max(0, one.addresses().size() - MAX_RANGES);
    return new Uncovered(
        one.side(),
        one.reason(),
        one.hosts(),
        one.addresses().stream().limit(MAX_RANGES).toList(),
        one.moreRanges() + left,
        one.ports());
  }

  private static int fitting(List<HostChange> changes, int room) {
    int left = room;
    int fitting = 0;
    for (HostChange change : changes) {
      left -= json(change).toString().getBytes(StandardCharsets.UTF_8).length + 1;
      if (left < 0) {
        break;
      }
      fitting++;
    }
    return changes.isEmpty() ? 0 : Math.max(1, fitting);
  }

  ToolOutcome outcome() {
    List<String> how = how();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("summary", summary());
    json.set("before", side(shown.before()));
    json.set("after", side(shown.after()));
    json.put("same_arguments", shown.sameArguments());
    json.put("same", shown.isSame());
    json.set("counts", MAPPER.valueToTree(shown.counts()));
    json.put("warning", HostText.WARNING);
    ArrayNode changes = json.putArray("changes");
    shown.changes().forEach(change -> changes.add(json(change)));
    json.put("changes_left", shown.more());
    ArrayNode uncovered = json.putArray("uncovered");
    shown.uncovered().forEach(one -> uncovered.add(json(one)));
    next.ifPresent(cursor -> json.put("next_cursor", Integer.toString(cursor)));
    how.forEach(json.putArray("how")::add);
    List<String> lines = new ArrayList<>();
    lines.add(summary());
    lines.add(HostText.WARNING);
    lines.add(ComparisonText.of(shown, maxBytes).stripTrailing());
    lines.addAll(how);
    return JobOutcomes.success(lines, json);
  }

  private String summary() {
    Counts counts = shown.counts();
    String unsure =
        counts.hostsUncovered() == 0
            ? ""
            : "; "
                + Quantity.of(counts.hostsUncovered(), "host")
                + " cannot be compared, or not completely";
    return String.format(
        Locale.ROOT,
        "From scan %s to %s: %,d hosts came, %,d went, %,d changed, %,d are the same%s",
        shown.before().id(),
        shown.after().id(),
        counts.hostsCame(),
        counts.hostsWent(),
        counts.hostsChanged(),
        counts.hostsSame(),
        unsure);
  }

  private List<String> how() {
    List<String> how = new ArrayList<>();
    next.ifPresent(
        cursor ->
            how.add("Next changes: the same call with {\"cursor\": \"%d\"}.".formatted(cursor)));
    boolean ports = shown.changes().stream().anyMatch(change -> change.morePorts() > 0);
    if (ports) {
      how.add("All ports of a host: scan_get of both scans with its address as \"target\".");
    }
    return how;
  }

  private static ObjectNode side(Job job) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("id", job.id());
    if (!job.name().isEmpty()) {
      out.put("name", UntrustedText.line(job.name(), TEXT_CHARS));
    }
    out.put("state", job.state().wire());
    out.put("whole", Coverage.of(job).whole());
    out.put("coverage", Coverage.of(job).sentence());
    job.finishedAt().ifPresent(at -> out.put("finished_at", at.toString()));
    return out;
  }

  private static JsonNode json(Object part) {
    return UntrustedText.lines(MAPPER.<ObjectNode>valueToTree(part), TEXT_CHARS);
  }
}
