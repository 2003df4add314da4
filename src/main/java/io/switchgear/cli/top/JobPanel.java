package io.switchgear.cli.top;

import io.switchgear.cli.top.Palette.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jline.utils.AttributedString;

/** Draws the scan jobs that have not ended. */
final class JobPanel {

  /** Maximum rows if the tools table needs the rest of the screen. */
  static final int ROWS = 5;

  private static final int NAME = 16;
  private static final int STATE = 10;
  private static final int BAR = 12;

  /** The least width of a terminal with room for the bar. */
  private static final int WITH_BAR = 100;

  private final Palette paint;

  JobPanel(Palette paint) {
    this.paint = paint;
  }

  /**
   * @param rows including the blank line and the heading
   */
  List<AttributedString> draw(Collection<WatchedJob> jobs, int columns, int rows) {
    if (jobs.isEmpty() || rows < 3) {
      return List.of();
    }
    int shown = Math.min(Math.min(jobs.size(), ROWS), rows - 2);
    List<AttributedString> lines = new ArrayList<>();
    lines.add(AttributedString.EMPTY);
    lines.add(heading(jobs.size(), shown, columns));
    jobs.stream()
        .sorted(WatchedJob.BY_STATE)
        .limit(shown)
        .forEach(job -> lines.add(row(job, columns)));
    return lines;
  }

  private AttributedString heading(int all, int shown, int columns) {
    String title = "JOBS" + (all > shown ? " (%d of %d)".formatted(shown, all) : "");
    Line line =
        paint
            .line()
            .add(" ")
            .left(Style.TITLE, title, NAME)
            .left(Style.TITLE, "STATE", STATE)
            .right(Style.TITLE, "DONE", 5);
    if (columns >= WITH_BAR) {
      line.left(Style.PLAIN, "", BAR);
    }
    return line.right(Style.TITLE, "HOSTS", 14)
        .right(Style.TITLE, "OPEN", 5)
        .right(Style.TITLE, "HOSTS/S", 7)
        .right(Style.TITLE, "ETA", 9)
        .cut(columns);
  }

  private AttributedString row(WatchedJob job, int columns) {
    boolean waits = !job.waiting().isEmpty();
    Line line =
        paint
            .line()
            .add(" ")
            .left(Style.PLAIN, job.name(), NAME)
            .left(waits ? Style.WARNING : Style.PLAIN, job.state(), STATE)
            .right(Style.PLAIN, Formats.share(job.share()), 5);
    if (columns >= WITH_BAR) {
      int full = (int) (job.share().orElse(0) * BAR);
      line.left(Style.GOOD, "#".repeat(full) + ".".repeat(BAR - full), BAR);
    }
    return line.right(Style.PLAIN, job.hostsDone() + "/" + job.hostsTotal(), 14)
        .right(Style.PLAIN, "" + job.openPorts(), 5)
        .right(Style.PLAIN, Formats.rate(job.rate()), 7)
        .right(waits ? Style.WARNING : Style.PLAIN, eta(job), 9)
        .add(waits ? Style.WARNING : Style.PLAIN, remark(job))
        .cut(columns);
  }

  private static String eta(WatchedJob job) {
    if (!job.waiting().isEmpty()) {
      return "waits";
    }
    return job.eta().isPresent() ? Formats.span(Duration.ofSeconds(job.eta().getAsLong())) : "-";
  }

  private static String remark(WatchedJob job) {
    String problems = job.problems() == 0 ? "" : "problems: " + job.problems();
    String gap = problems.isEmpty() || job.waiting().isEmpty() ? "" : "; ";
    return job.waiting() + gap + problems;
  }
}
