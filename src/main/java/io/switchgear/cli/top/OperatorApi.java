package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** The operator API of a server, as far as the panel needs it. */
public interface OperatorApi {

  /**
   * @throws ApiFailure if the server is not there, or does not let us
   */
  JsonNode get(String... steps);

  /**
   * @throws ApiFailure if the server is not there, or does not do it
   */
  JsonNode post(ObjectNode body, String... steps);

  /**
   * What happens.
   *
   * @param after the id of the last event that is known, 0 for all that are kept, empty for those
   *     to come
   * @throws ApiFailure if the server is not there, or does not let us
   */
  Events events(OptionalLong after);

  /** An open stream of events. */
  interface Events extends Closeable {

    /** The next event's data; waits for it, and is empty at the end of the stream. */
    Optional<JsonNode> next() throws IOException;
  }

  /** Why the server did not do it, in a sentence. */
  final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    ApiFailure(String message) {
      super(message);
      this.refused = false;
    }

    /**
     * @param cause whose message is a sentence for people
     * @param refused by a server that is there, so that asking again soon is of no use
     */
    public ApiFailure(RuntimeException cause, boolean refused) {
      super(cause.getMessage(), cause);
      this.refused = refused;
    }

    boolean refused() {
      return refused;
    }
  }
}
