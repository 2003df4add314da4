package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.Quantity;
import io.switchgear.watch.view.JobJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Jobs as text for people. */
final class JobText {

  /** Characters of an id that are shown in a table; they can be given instead of the whole id. */
  private static final int ID_CHARS = 12;

  private static final int SHOWN_PROBLEMS = 10;

  private static final String[] CSV = {
    "/id",
    "/name",
    "/tool",
    "/state",
    "/principal",
    "/priority",
    "/hosts_total",
    "/hosts_done",
    "/hosts_up",
    "/open_ports",
    "/blocks_total",
    "/blocks_done",
    "/blocks_failed",
    "/rate",
    "/eta_seconds",
    "/problems_total",
    "/created_at",
    "/started_at",
    "/finished_at"
  };

  private JobText() {}

  static String csv(Iterable<? extends JsonNode> jobs) {
    return Csv.of(jobs, CSV);
  }

  static Table table(List<JobJson> jobs) {
    Table table =
        new Table(
                "ID", "NAME", "TOOL", "STATE", "HOSTS", "UP", "OPEN", "HOSTS/S", "ETA", "CREATED",
                "TARGETS")
            .withWideLastColumn();
    for (JobJson job : jobs) {
      table.row(
          shortId(job.id()),
          job.name().isEmpty() ? FigureText.NONE : job.name(),
          job.tool(),
          job.state(),
          job.hostsDone() + "/" + job.hostsTotal(),
          "" + job.hostsUp(),
          "" + job.openPorts(),
          number(job.rate()),
          eta(job),
          FigureText.time(job.createdAt()),
          String.join(" ", job.targets()));
    }
    return table;
  }

  private static String shortId(String id) {
    return id.substring(0, Math.min(ID_CHARS, id.length()));
  }

  private static String number(double rate) {
    return rate > 0 ? String.format(Locale.ROOT, "%.1f", rate) : FigureText.NONE;
  }

  private static String eta(JobJson job) {
    return job.etaSeconds().isPresent()
        ? FigureText.age(job.etaSeconds().getAsLong())
        : FigureText.NONE;
  }

  /** The name, if it has one, and the id. */
  static String title(JobJson job) {
    return FigureText.text(job.name().isEmpty() ? job.id() : job.name() + " (" + job.id() + ")");
  }

  /** The counters in one line, such as {@code 7 of 14 hosts, 2 up, 3 open ports}. */
  static String progress(JobJson job) {
    StringJoiner text = new StringJoiner(", ");
    text.add("%d of %s".formatted(job.hostsDone(), Quantity.of(job.hostsTotal(), "host")));
    text.add(job.hostsUp() + " up");
    text.add(Quantity.of(job.openPorts(), "open port"));
    if (!isFinal(job) && job.rate() > 0) {
      text.add(number(job.rate()) + " hosts/s");
    }
    if (job.etaSeconds().isPresent()) {
      text.add("ETA " + eta(job));
    }
    if (job.problemsTotal() > 0) {
      text.add(Quantity.of(job.problemsTotal(), "problem"));
    }
    return text.toString();
  }

  /** The state, with the place in the queue or the reason for waiting. */
  static String state(JobJson job) {
    String place = job.place().isPresent() ? ", place " + job.place().getAsInt() : "";
    return FigureText.text(job.state() + place + job.waiting().map(why -> ": " + why).orElse(""));
  }

  static boolean isFinal(JobJson job) {
    return switch (job.state()) {
      case "completed", "partial", "failed", "cancelled" -> true;
      default -> false;
    };
  }

  /** Everything about a job, a line for each fact. */
  static String details(JobJson job) {
    StringBuilder out = new StringBuilder();
    line(out, "Job", title(job));
    line(out, "State", state(job));
    line(out, "Tool", job.tool() + " " + job.arguments().map(JsonNode::toString).orElse("{}"));
    line(out, "Targets", String.join(" ", job.targets()));
    line(out, "Excluded", String.join(" ", job.exclude()));
    line(out, "Principal", job.principal() + ", priority " + job.priority());
    line(out, "Schedule", job.schedule().orElse(""));
    line(out, "Budget", job.maxRate().isPresent() ? job.maxRate().getAsInt() + " packets/s" : "");
    line(out, "Progress", progress(job));
    line(
        out,
        "Blocks",
        "%d of %d done, %d runs failed"
            .formatted(job.blocksDone(), job.blocksTotal(), job.blocksFailed()));
    line(out, "Created", FigureText.time(job.createdAt()));
    line(out, "Started", time(job.startedAt()));
    line(out, "Ended", time(job.finishedAt()));
    line(out, "Deadline", time(job.deadlineAt()));
    for (JobJson.Block block : job.runningBlocks().orElse(List.of())) {
      line(out, "Running", block(block));
    }
    return out.append(problems(job)).toString();
  }

  private static String time(Optional<java.time.Instant> time) {
    return time.isPresent() ? FigureText.time(time) : "";
  }

  private static void line(StringBuilder out, String name, String value) {
    if (!value.isBlank()) {
      out.append(String.format(Locale.ROOT, "%-10s %s%n", name, FigureText.text(value)));
    }
  }

  /** The block's number, addresses and share that is done. */
  static String block(JobJson.Block block) {
    return FigureText.text(
        String.format(
            Locale.ROOT,
            "block %d on %s: %s, %.0f %%",
            block.number(),
            block.worker(),
            block.hosts(),
            block.done() * 100));
  }

  /** The first problems, a line each. */
  static String problems(JobJson job) {
    StringBuilder out = new StringBuilder();
    List<JobJson.Problem> problems = job.problems().orElse(List.of());
    problems.stream()
        .limit(SHOWN_PROBLEMS)
        .forEach(problem -> line(out, "Problem", problem(problem)));
    long more = job.problemsTotal() - Math.min(SHOWN_PROBLEMS, problems.size());
    if (more > 0) {
      line(out, "", "and " + Quantity.of(more, "more problem") + "; 'switchgear jobs problems'");
    }
    return out.toString();
  }

  private static String problem(JobJson.Problem problem) {
    String where = problem.targets().isEmpty() ? "" : " at " + problem.targets();
    return problem.kind().replace('_', ' ') + where + ": " + problem.message();
  }
}
