package io.switchgear.cluster.report;

import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.report.NodeQuestion.CallEnd;
import io.switchgear.cluster.report.NodeQuestion.CancelCall;
import io.switchgear.cluster.report.NodeQuestion.Document;
import io.switchgear.cluster.report.NodeQuestion.GetCalls;
import io.switchgear.cluster.report.NodeQuestion.GetHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;

/**
 * Replicates one report for each node, which only that node writes, and answers the questions of
 * other nodes.
 */
final class ReportExchange extends AbstractBehavior<ReportExchange.Command> {

  private static final Key<LWWMap<String, NodeReport>> KEY = LWWMapKey.create("reports");

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Reports reports;
  private final NodeAnswers answers;
  private final ActorRef<NodeQuestion> desk;
  private final SelfUniqueAddress self;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, NodeReport>> replicator;
  private Map<String, NodeReport> entries = Map.of();

  /**
   * Starts with the time, so that a restarted node does not repeat the beats of its earlier run.
   */
  private long beat = System.currentTimeMillis();

  /** Whether the work for the next report is being looked up. */
  private boolean looking;

  private ReportExchange(
      ActorContext<Command> context,
      Reports reports,
      NodeAnswers answers,
      ReplicatorMessageAdapter<Command, LWWMap<String, NodeReport>> replicator) {
    super(context);
    this.reports = reports;
    this.answers = answers;
    this.desk = context.messageAdapter(NodeQuestion.class, Asked::new);
    this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
    this.replicator = replicator;
    replicator.subscribe(KEY, Heard::new);
  }

  interface Command {}

  private enum Look implements Command {
    LOOK
  }

  private record Looked(Optional<NodeWork> work) implements Command {}

  private record Asked(NodeQuestion question) implements Command {}

  private record Heard(Replicator.SubscribeResponse<LWWMap<String, NodeReport>> change)
      implements Command {}

  private record Updated(Replicator.UpdateResponse<LWWMap<String, NodeReport>> response)
      implements Command {}

  static Behavior<Command> create(Reports reports, NodeAnswers answers) {
    return Behaviors.supervise(started(reports, answers)).onFailure(SupervisorStrategy.restart());
  }

  private static Behavior<Command> started(Reports reports, NodeAnswers answers) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Look.LOOK, Duration.ZERO, INTERVAL);
                  return DistributedData
                      .<Command, LWWMap<String, NodeReport>>withReplicatorMessageAdapter(
                          replicator -> new ReportExchange(context, reports, answers, replicator));
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> look())
        .onMessage(Looked.class, looked -> looked(looked.work()))
        .onMessage(Asked.class, asked -> asked(asked.question()))
        .onMessage(Heard.class, heard -> heard(heard.change()))
        .onMessage(Updated.class, updated -> this)
        .build();
  }

  private Behavior<Command> look() {
    if (!looking) {
      looking = true;
      getContext()
          .pipeToSelf(answers.work(), (work, failed) -> new Looked(Optional.ofNullable(work)));
    }
    return this;
  }

  /** A report that could not be made grows old at the readers. */
  private Behavior<Command> looked(Optional<NodeWork> work) {
    looking = false;
    work.ifPresent(
        present -> {
          NodeReport report = new NodeReport(reports.node(), ++beat, desk, present);
          update(map -> map.put(self, reports.node(), report));
        });
    return this;
  }

  private Behavior<Command> asked(NodeQuestion question) {
    switch (question) {
      case GetHealth ask ->
          answers.healthJson().thenAccept(json -> ask.replyTo().tell(new Document(json)));
      case GetCalls ask -> ask.replyTo().tell(new Document(answers.callsJson()));
      case CancelCall order ->
          answers
              .cancel(order.id(), order.operator(), order.reason())
              .thenAccept(outcome -> order.replyTo().tell(new CallEnd(outcome)));
    }
    return this;
  }

  private Behavior<Command> heard(Replicator.SubscribeResponse<LWWMap<String, NodeReport>> change) {
    if (change instanceof Replicator.Changed<LWWMap<String, NodeReport>> changed) {
      entries = Map.copyOf(changed.get(KEY).getEntries());
      reports.hear(entries);
      removeGone();
    }
    return this;
  }

  /** The leader removes entries of nodes that are no longer members. */
  private void removeGone() {
    var now = reports.members().view();
    if (now.leader().filter(now.self()::equals).isEmpty()) {
      return;
    }
    List<String> names = now.nodes().stream().map(NodeView::name).toList();
    if (names.contains("")) {
      // A node that has not told its name may be that of an entry.
      return;
    }
    entries.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> update(map -> map.remove(self, name)));
  }

  private void update(UnaryOperator<LWWMap<String, NodeReport>> change) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                KEY, LWWMap.empty(), Replicator.writeLocal(), replyTo, change::apply),
        Updated::new);
  }
}
