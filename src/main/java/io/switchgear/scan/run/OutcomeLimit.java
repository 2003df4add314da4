package io.switchgear.scan.run;

import io.switchgear.cluster.LargeMessages;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets outcomes pass that fit in one message between nodes, and replaces those that are larger, or
 * cannot be written, by a failure that says so. Pekko drops a message that is too large without a
 * word to its sender. A node without others sends nothing, so it has no limit. Used by many
 * threads.
 */
public final class OutcomeLimit implements UnaryOperator<ToolOutcome> {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeLimit.class);

  /** For what else is in the message, in bytes. */
  private static final long REST = 65_536;

  private final BooleanSupplier alone;
  private final Serialization serialization;
  private final long most;

  public OutcomeLimit(ActorSystem<?> system) {
    this(system, () -> Cluster.get(system).state().members().size() <= 1);
  }

  /**
   * @param alone whether there are no other nodes now
   */
  OutcomeLimit(ActorSystem<?> system, BooleanSupplier alone) {
    this.alone = alone;
    this.serialization = SerializationExtension.get(system);
    this.most = LargeMessages.mostBytes(system) - REST;
  }

  @Override
  public ToolOutcome apply(ToolOutcome outcome) {
    if (alone.getAsBoolean()) {
      return outcome;
    }
    var written = serialization.serialize(outcome);
    if (written.isFailure()) {
      return unwritable(written.failed().get());
    }
    long size = written.get().length;
    return size <= most ? outcome : tooLarge(size);
  }

  private static ToolOutcome unwritable(Throwable why) {
    LOG.error("the result of a block cannot be written: {}", why.getMessage());
    return new Failed(
        Fault.OUTPUT_UNREADABLE,
        "The result cannot be sent to the node that has the job; see the log of the node that ran"
            + " the block. Scan with fewer scripts, or report this to the operator.");
  }

  private ToolOutcome tooLarge(long size) {
    return new Failed(
        Fault.RESOURCE_EXHAUSTED,
        "The result has %,d bytes, but at most %,d fit in a message between nodes (%s). Scan fewer ports, or run fewer scripts at once."
            .formatted(size, most, LargeMessages.KEY));
  }
}
