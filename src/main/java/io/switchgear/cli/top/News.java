package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What makes the panel draw anew. */
sealed interface News {

  record Pressed(Key key) implements News {}

  record Loaded(Board.Answers answers) implements News {}

  record HealthLoaded(JsonNode report) implements News {}

  record Happened(JsonNode event) implements News {}

  /** The stream is open. */
  record Heard() implements News {}

  record Lost(String why, Instant nextTry) implements News {}

  /** What came of an order. */
  record Ordered(boolean done, String sentence) implements News {}

  enum Simple implements News {
    RESIZED,
    END
  }
}
