package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.JobJson;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Follows a job until it has ended or the user interrupts the command. It asks the server once a
 * second, so that it needs no permission beyond that for the job, and goes on after a restart of
 * the server.
 */
final class JobWatch {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** The form of what is shown on the way. */
  enum Form {
    TEXT,
    JSON
  }

  private final CommandContext context;
  private final Supplier<ServerAddress> address;
  private final String id;
  private final Form form;
  private final JobProgressView view;
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private Optional<OperatorClient> server = Optional.empty();

  /**
   * @param address asked again after a failure, because a server may have another address after its
   *     restart
   */
  JobWatch(CommandContext context, Supplier<ServerAddress> address, String id, Form form) {
    this.context = context;
    this.address = address;
    this.id = id;
    this.form = form;
    this.view =
        form == Form.JSON
            ? JobProgressView.json(context.out())
            : context.columns() > 0
                ? JobProgressView.bar(context.err(), context.columns())
                : JobProgressView.lines(context.out());
  }

  /**
   * @throws CommandFailure if the output cannot be a table or JSON
   */
  static Form form(OutputOption.Format output) {
    return switch (output) {
      case table -> Form.TEXT;
      case json -> Form.JSON;
      case csv ->
          throw new CommandFailure(
              ExitCode.USAGE, "progress is printed as text or, with -o json, as JSON");
    };
  }

  /**
   * Returns when the job has ended or the command was interrupted.
   *
   * @throws CommandFailure if the job cannot be read at all, or no longer
   */
  ExitCode run() {
    Runnable released = context.interrupts().on(interrupted::countDown);
    try {
      return followed();
    } finally {
      view.end();
      server.ifPresent(OperatorClient::close);
      released.run();
    }
  }

  private ExitCode followed() {
    Duration pause = PERIOD;
    boolean known = false;
    boolean down = false;
    while (true) {
      try {
        JsonNode answer = look();
        JobJson job = OperatorClient.view(answer, JobJson.class);
        if (down) {
          say("the server answers again");
        }
        down = false;
        known = true;
        pause = PERIOD;
        view.show(job, answer);
        if (JobText.isFinal(job)) {
          return ended(job);
        }
      } catch (CommandFailure failure) {
        server.ifPresent(OperatorClient::close);
        server = Optional.empty();
        if (!known || !isOutage(failure)) {
          throw failure;
        }
        if (!down) {
          say("the server does not answer; waiting for it. Jobs survive its restart");
        }
        pause = down ? longer(pause) : PERIOD;
        down = true;
      }
      if (isInterruptedWithin(pause)) {
        return interruption();
      }
    }
  }

  private JsonNode look() {
    if (server.isEmpty()) {
      server = Optional.of(new OperatorClient(address.get()));
    }
    return server.get().get("jobs", id);
  }

  /** A refusal or an unknown job is none: waiting does not cure it. */
  private static boolean isOutage(CommandFailure failure) {
    return switch (failure.exitCode()) {
      case UNREACHABLE, FAILED -> true;
      case OK, USAGE, REFUSED, PARTIAL, LEFT, INTERRUPTED -> false;
    };
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private boolean isInterruptedWithin(Duration pause) {
    try {
      return interrupted.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private ExitCode interruption() {
    view.end();
    context.complain(
        ("the watch has ended, and the job goes on.\n'switchgear jobs cancel %s' cancels it, 'jobs"
                + " watch' follows it again.")
            .formatted(id));
    return ExitCode.INTERRUPTED;
  }

  private ExitCode ended(JobJson job) {
    view.end();
    if (form == Form.TEXT) {
      context
          .out()
          .printf(
              "Job %s is %s: %s.%n%s",
              JobText.title(job), JobText.state(job), JobText.progress(job), JobText.problems(job));
      context.out().flush();
    }
    return switch (job.state()) {
      case "completed" -> ExitCode.OK;
      case "partial" -> ExitCode.PARTIAL;
      default -> ExitCode.FAILED;
    };
  }

  private void say(String message) {
    view.clear();
    context.complain(message);
  }
}
