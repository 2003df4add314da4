package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolDescriptor;
import java.util.List;
import java.util.Optional;

/** Where the tools run: in this process, or on a server. */
interface Backend extends AutoCloseable {

  /** All tools, in the order of their names. */
  List<Offer> offers();

  /** Starts a call of a tool that is among the offers. */
  Run call(String tool, ObjectNode arguments, Progress progress);

  @Override
  void close();

  /**
   * @param availability empty when the backend does not tell
   */
  record Offer(ToolDescriptor tool, Optional<Availability> availability) {

    boolean unavailable() {
      return availability.filter(Availability.Unavailable.class::isInstance).isPresent();
    }
  }

  /** A call under way. */
  interface Run {

    /**
     * Waits for the end.
     *
     * @throws CommandFailure if the server cannot be reached or answers with nonsense
     */
    CallResult await();

    /** Asks for the end; returns at once. */
    void cancel();
  }
}
