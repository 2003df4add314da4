package io.switchgear.scan.run;

import io.switchgear.cluster.LargeMessages;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/**
 * Lets outcomes pass that fit in one message between nodes, and replaces larger ones by a failure
 * that says so. Pekko drops a message that is too large without a word to its sender. A node
 * without others sends nothing, so it has no limit. Used by many threads.
 */
public final class OutcomeLimit implements UnaryOperator<ToolOutcome> {

  /** For what else is in the message, in bytes. */
  private static final long REST = 65_536;

  private final Cluster cluster;
  private final Serialization serialization;
  private final long most;

  public OutcomeLimit(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
    this.serialization = SerializationExtension.get(system);
    this.most = LargeMessages.mostBytes(system) - REST;
  }

  @Override
  public ToolOutcome apply(ToolOutcome outcome) {
    if (cluster.state().members().size() <= 1) {
      return outcome;
    }
    long size = serialization.serialize(outcome).get().length;
    return size <= most ? outcome : tooLarge(size);
  }

  private ToolOutcome tooLarge(long size) {
    return new Failed(
        Fault.RESOURCE_EXHAUSTED,
        "The result has %,d bytes, but at most %,d fit in a message between nodes (%s). Scan fewer ports, or run fewer scripts at once."
            .formatted(size, most, LargeMessages.KEY));
  }
}
