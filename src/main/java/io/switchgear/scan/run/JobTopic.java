package io.switchgear.scan.run;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.tool.CborSerializable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Tells the changes of jobs to the other nodes, each at most once and in the order of the node that
 * made them. A node that cannot be reached at that time does not learn of them; it has the rows.
 */
public final class JobTopic {

  private static final String NAME = "job-changes";

  private JobTopic() {}

  /**
   * A change of a job on another node.
   *
   * @param origin the node and its run
   * @param job as {@link Job#brief}
   */
  public record Told(String origin, JobEvent.Kind kind, Job job) implements CborSerializable {}

  /** Connects the feed of this node with those of the others. */
  public static void connect(ActorSystem<?> system, JobFeed feed) {
    String self = Cluster.get(system).selfMember().uniqueAddress().toString();
    ActorRef<Topic.Command<Told>> topic =
        system.systemActorOf(Topic.create(Told.class, NAME), NAME, Props.empty());
    topic.tell(
        Topic.subscribe(system.systemActorOf(ears(self, feed), NAME + "-ears", Props.empty())));
    feed.others(
        event -> topic.tell(Topic.publish(new Told(self, event.kind(), event.job().brief()))));
  }

  private static Behavior<Told> ears(String self, JobFeed feed) {
    Behavior<Told> ears =
        Behaviors.receiveMessage(
            told -> {
              if (!told.origin().equals(self)) {
                feed.tell(new JobEvent(told.job(), told.kind(), false));
              }
              return Behaviors.same();
            });
    return Behaviors.supervise(ears).onFailure(SupervisorStrategy.resume());
  }
}
