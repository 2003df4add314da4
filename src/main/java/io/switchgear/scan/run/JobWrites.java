package io.switchgear.scan.run;

import io.switchgear.scan.sql.JobRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes of a job, one after the other, off the actor's thread. A write that fails is repeated
 * until it succeeds, so an outage of the database delays a job and loses nothing.
 */
final class JobWrites<M> {

  private static final Logger LOG = LoggerFactory.getLogger(JobWrites.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ActorContext<M> context;
  private final TimerScheduler<M> timers;
  private final BiFunction<Optional<JobRow>, Throwable, M> wrote;
  private final M again;
  private final Deque<Write> pending = new ArrayDeque<>();
  private boolean running;
  private boolean failing;

  /**
   * @param sql empty if another owner has taken the job
   * @param otherwise what is written if the database refuses the values of {@code sql}
   * @param then what the actor does when it is stored
   */
  private record Write(
      Supplier<Optional<JobRow>> sql,
      Optional<Supplier<Optional<JobRow>>> otherwise,
      Runnable then) {}

  JobWrites(
      ActorContext<M> context,
      TimerScheduler<M> timers,
      BiFunction<Optional<JobRow>, Throwable, M> wrote,
      M again) {
    this.context = context;
    this.timers = timers;
    this.wrote = wrote;
    this.again = again;
  }

  void add(Supplier<Optional<JobRow>> sql, Runnable then) {
    add(sql, Optional.empty(), then);
  }

  void add(
      Supplier<Optional<JobRow>> sql,
      Optional<Supplier<Optional<JobRow>>> otherwise,
      Runnable then) {
    pending.add(new Write(sql, otherwise, then));
    start();
  }

  int size() {
    return pending.size();
  }

  /** Whether the last write failed, so that the database may be away. */
  boolean isFailing() {
    return failing;
  }

  /** Starts the first write, if none runs. */
  void start() {
    if (!running && !pending.isEmpty()) {
      running = true;
      context.pipeToSelf(
          CompletableFuture.supplyAsync(pending.peek().sql(), Thread::startVirtualThread),
          wrote::apply);
    }
  }

  /** The first write failed; it is repeated after a pause. */
  void failed(String job, Throwable failure) {
    running = false;
    failing = true;
    Write first = pending.peek();
    if (isRefused(failure)) {
      LOG.error("the database refuses a write of job {}", job, failure);
      if (first.otherwise().isPresent()) {
        pending.remove();
        pending.addFirst(new Write(first.otherwise().get(), Optional.empty(), first.then()));
      }
    }
    LOG.debug("a write of job {} failed; it is repeated in {}", job, PAUSE, failure);
    timers.startSingleTimer("write", again, PAUSE);
  }

  /** Whether the values are at fault (SQL states 22 and 23), so that repeating them is useless. */
  private static boolean isRefused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
      }
    }
    return false;
  }

  /** The first write is stored. */
  void stored() {
    running = false;
    failing = false;
    pending.remove().then().run();
    start();
  }
}
