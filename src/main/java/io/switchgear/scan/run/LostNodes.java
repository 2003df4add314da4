package io.switchgear.scan.run;

import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.scan.sql.JobTable.RecentJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes of jobs that a lost node has stored and told nobody: it was killed between the
 * two, or was cut off from the other nodes and not from the database. One on each node; the leader
 * of the cluster tells.
 *
 * <pre>
 * quiet ── a member was removed ──▶ looking, every {@value #LOOK_SECONDS} s ── {@value #LOOKS} looks ──▶ quiet
 * </pre>
 *
 * A state that is stored and was not heard of in two looks, one after the other, is told. One look
 * is not enough: what another node stores at this moment is on its way.
 */
public final class LostNodes extends AbstractBehavior<LostNodes.Command> {

  private static final Logger LOG = LoggerFactory.getLogger(LostNodes.class);

  private static final int LOOK_SECONDS = 3;

  /**
   * A lost node can store changes until its jobs have new owners, some seconds after it is removed.
   */
  private static final int LOOKS = 10;

  /**
   * Longer than a node is unreachable before it is removed, and than clocks differ. Events of older
   * changes may have been displaced by newer ones.
   */
  private static final Duration RECENT = Duration.ofMinutes(3);

  /** A node keeps the events of more jobs. */
  private static final int MOST = 200;

  sealed interface Command {}

  private record Removed() implements Command {}

  private enum Look implements Command {
    LOOK
  }

  private record Untold(Set<RecentJob> jobs, List<JobEvent> events) implements Command {}

  private record Failed() implements Command {}

  private final TimerScheduler<Command> timers;
  private final JobTable table;
  private final JobFeed feed;
  private final Supplier<Map<String, JobState>> heard;
  private final Clock clock;
  private final Cluster cluster;

  /** What was not heard of in the last look. */
  private Set<RecentJob> suspects = Set.of();

  private int left;

  private LostNodes(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      JobTable table,
      JobFeed feed,
      Supplier<Map<String, JobState>> heard,
      Clock clock) {
    super(context);
    this.timers = timers;
    this.table = table;
    this.feed = feed;
    this.heard = heard;
    this.clock = clock;
    this.cluster = Cluster.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberRemoved.class, removed -> new Removed()),
                MemberRemoved.class));
  }

  /**
   * @param heard the last state of each job of which this node has heard lately, from any node;
   *     thread-safe
   */
  public static void follow(
      ActorSystem<?> system,
      JobTable table,
      JobFeed feed,
      Supplier<Map<String, JobState>> heard,
      Clock clock) {
    system.systemActorOf(
        Behaviors.supervise(
                Behaviors.<Command>setup(
                    context ->
                        Behaviors.<Command>withTimers(
                            timers -> new LostNodes(context, timers, table, feed, heard, clock))))
            .onFailure(SupervisorStrategy.resume()),
        "jobs-of-lost-nodes",
        Props.empty());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Removed.class, removed -> begin())
        .onMessageEquals(Look.LOOK, this::look)
        .onMessage(Untold.class, this::untold)
        .onMessage(Failed.class, failed -> next())
        .build();
  }

  private Behavior<Command> begin() {
    left = LOOKS;
    return next();
  }

  private Behavior<Command> next() {
    if (left > 0) {
      timers.startSingleTimer(Look.LOOK, Duration.ofSeconds(LOOK_SECONDS));
    } else {
      suspects = Set.of();
    }
    return this;
  }

  private Behavior<Command> look() {
    Set<RecentJob> before = suspects;
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> compare(before), Thread::startVirtualThread),
            (untold, failure) -> failure == null ? untold : new Failed());
    return this;
  }

  /** Compares what is stored with what was heard; blocks. */
  private Untold compare(Set<RecentJob> before) {
    Instant since = clock.instant().minus(RECENT);
    List<RecentJob> stored = table.changedSince(since, MOST);
    Map<String, JobState> told = heard.get();
    Set<RecentJob> untold = new HashSet<>();
    for (RecentJob job : stored) {
      JobState state = told.get(job.id());
      // Of a job that has been running for long, the event may be too old to be kept.
      if (state == null ? job.beganOrEndedSince(since) : state != job.state()) {
        untold.add(job);
      }
    }
    List<JobEvent> events =
        untold.stream().filter(before::contains).flatMap(job -> event(job).stream()).toList();
    return new Untold(untold, events);
  }

  private Optional<JobEvent> event(RecentJob job) {
    return table
        .find(job.id())
        .filter(row -> row.state() == job.state())
        .map(row -> JobViews.of(row, OptionalInt.empty(), List.of(), List.of()))
        .map(view -> new JobEvent(view, JobEvent.Kind.STATE));
  }

  private Behavior<Command> untold(Untold found) {
    left--;
    suspects = found.jobs();
    if (cluster.selfMember().address().equals(cluster.state().getLeader())) {
      found
          .events()
          .forEach(
              event -> {
                LOG.info(
                    "Job {} is {}; the node that stored it was lost before it told the others.",
                    event.job().id(),
                    event.job().state().wire());
                feed.tell(event);
              });
    }
    return next();
  }
}
