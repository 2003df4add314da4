package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The part of a server's operator API that {@code top} uses. */
public interface OperatorApi {

  /**
   * @param shape a record of {@link io.switchgear.watch.view}
   * @throws ApiFailure if the server cannot be reached, refuses, or answers in another shape
   */
  <T extends Record> T get(Class<T> shape, String... steps);

  /**
   * What not every server has.
   *
   * @param query names and values of the query parameters
   * @return empty if the server refuses, such as with 404
   * @throws ApiFailure if the server cannot be reached or answers in another shape
   */
  <T extends Record> Optional<T> find(Class<T> shape, Map<String, String> query, String... steps);

  /**
   * @param shape of the answer, a record of {@link io.switchgear.watch.view}
   * @throws ApiFailure if the server cannot be reached, refuses, or answers in another shape
   */
  <T extends Record> T post(Record body, Class<T> shape, String... steps);

  /**
   * Opens the event stream.
   *
   * @param after the id of the last known event in the stream, 0 for all retained events, empty for
   *     future events only
   * @throws ApiFailure if the server cannot be reached or refuses
   */
  Events events(Optional<String> after);

  /** An open stream of events. */
  interface Events extends Closeable {

    /** Waits for the next event's data; empty at the end of the stream. */
    Optional<JsonNode> next() throws IOException;

    /** The id of the last event that had one. */
    Optional<String> lastId();
  }

  /** A request failed; the message is a sentence for people. */
  final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    ApiFailure(String message) {
      super(message);
      this.refused = false;
    }

    /**
     * @param cause provides the message
     * @param refused true if the server responded and refused, so that an early retry is useless
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
