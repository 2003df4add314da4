package io.switchgear.cluster.report;

import io.switchgear.cluster.members.NodeEntries;
import io.switchgear.cluster.report.NodeQuestion.CallEnd;
import io.switchgear.cluster.report.NodeQuestion.CancelCall;
import io.switchgear.cluster.report.NodeQuestion.Document;
import io.switchgear.cluster.report.NodeQuestion.GetCalls;
import io.switchgear.cluster.report.NodeQuestion.GetHealth;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Makes this node's report again and again, and answers the questions of other nodes. */
final class ReportExchange extends AbstractBehavior<ReportExchange.Command> {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Reports reports;
  private final NodeAnswers answers;
  private final ActorRef<NodeQuestion> desk;
  private final ActorRef<NodeEntries.Command> entries;

  /**
   * Starts with the time, so that a restarted node does not repeat the beats of its earlier run.
   */
  private long beat = System.currentTimeMillis();

  /** Whether the work for the next report is being looked up. */
  private boolean looking;

  private ReportExchange(ActorContext<Command> context, Reports reports, NodeAnswers answers) {
    super(context);
    this.reports = reports;
    this.answers = answers;
    this.desk = context.messageAdapter(NodeQuestion.class, Asked::new);
    this.entries =
        context.spawn(
            NodeEntries.create("reports", reports.members(), reports.node(), reports::hear),
            "entries");
  }

  interface Command {}

  private enum Look implements Command {
    LOOK
  }

  private record Looked(Optional<NodeWork> work) implements Command {}

  private record Asked(NodeQuestion question) implements Command {}

  static Behavior<Command> create(Reports reports, NodeAnswers answers) {
    return Behaviors.supervise(started(reports, answers)).onFailure(SupervisorStrategy.restart());
  }

  private static Behavior<Command> started(Reports reports, NodeAnswers answers) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Look.LOOK, Duration.ZERO, INTERVAL);
                  return new ReportExchange(context, reports, answers);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> look())
        .onMessage(Looked.class, looked -> looked(looked.work()))
        .onMessage(Asked.class, asked -> asked(asked.question()))
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
          entries.tell(new NodeEntries.Put<>(report));
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
}
