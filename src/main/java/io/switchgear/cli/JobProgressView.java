package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.JobJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Shows the progress of a job. */
abstract class JobProgressView {

  /** Shows the job if it has changed. */
  abstract void show(JobJson job, JsonNode json);

  /** Makes room for a message. */
  void clear() {}

  /** Removes what is redrawn. */
  void end() {
    clear();
  }

  /** What a viewer sees of a job; without times, which change while nothing happens. */
  private record Seen(
      String state, String waiting, long done, long up, long open, long problems, int place) {

    static Seen of(JobJson job) {
      return new Seen(
          job.state(),
          job.waiting().orElse(""),
          job.hostsDone(),
          job.hostsUp(),
          job.openPorts(),
          job.problemsTotal(),
          job.place().orElse(0));
    }
  }

  /** A line for each change. */
  static JobProgressView lines(PrintWriter out) {
    return new OnChange() {
      @Override
      void changed(JobJson job, JsonNode json) {
        out.println(
            FigureText.time(job.updatedAt())
                + "  "
                + JobText.state(job)
                + "; "
                + JobText.progress(job));
        out.flush();
      }
    };
  }

  /** A JSON object for each change, each on one line. */
  static JobProgressView json(PrintWriter out) {
    return new OnChange() {
      @Override
      void changed(JobJson job, JsonNode json) {
        out.println(PrintedJson.line(json));
        out.flush();
      }
    };
  }

  /** A bar and the running blocks, which are drawn again each time. */
  static JobProgressView bar(PrintWriter err, int columns) {
    return new Bar(err, columns);
  }

  private abstract static class OnChange extends JobProgressView {

    private Seen last;

    abstract void changed(JobJson job, JsonNode json);

    @Override
    void show(JobJson job, JsonNode json) {
      Seen now = Seen.of(job);
      if (!now.equals(last)) {
        last = now;
        changed(job, json);
      }
    }
  }

  private static final class Bar extends JobProgressView {

    private static final int MAX_BLOCKS = 4;
    private static final String INDENT = "  ";

    private final PrintWriter err;
    private final int columns;

    /** Lines that are on the screen. */
    private int drawn;

    Bar(PrintWriter err, int columns) {
      this.err = err;
      this.columns = columns;
    }

    @Override
    void show(JobJson job, JsonNode json) {
      List<String> lines = new ArrayList<>();
      lines.add(
          ProgressBar.line(
              job.hostsDone(),
              job.hostsTotal(),
              JobText.state(job) + "; " + JobText.progress(job),
              seconds(job),
              columns));
      int room = Math.max(1, columns - 1 - INDENT.length());
      job.runningBlocks().orElse(List.of()).stream()
          .limit(MAX_BLOCKS)
          .map(block -> INDENT + UntrustedText.line(JobText.block(block), room))
          .forEach(lines::add);
      clear();
      err.print(String.join("\n", lines));
      err.flush();
      drawn = lines.size();
    }

    private static long seconds(JobJson job) {
      return job.startedAt()
          .map(started -> Math.max(0, job.updatedAt().getEpochSecond() - started.getEpochSecond()))
          .orElse(0L);
    }

    @Override
    void clear() {
      if (drawn > 0) {
        err.print("\r" + (drawn > 1 ? "\u001b[" + (drawn - 1) + "A" : "") + "\u001b[J");
        err.flush();
        drawn = 0;
      }
    }
  }
}
