package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolDescriptor;
import java.util.List;
import java.util.Optional;

/** Where the tools run: in this process, or on a server. */
interface Backend extends AutoCloseable {

  /** All tools, sorted by name. */
  List<ListedTool> tools();

  /** Starts a call. The tool must be one of {@link #tools}. */
  Run call(String tool, ObjectNode arguments, Progress progress);

  @Override
  void close();

  /**
   * @param availability empty if the backend does not report it
   */
  record ListedTool(ToolDescriptor tool, Optional<Availability> availability) {

    boolean unavailable() {
      return availability.filter(Availability.Unavailable.class::isInstance).isPresent();
    }
  }

  /** A call in progress. */
  interface Run {

    /**
     * Waits until the call has ended.
     *
     * @throws CommandFailure if the server cannot be reached or its response is invalid
     */
    CallResult await();

    /** Requests cancellation and returns at once. */
    void cancel();
  }
}
