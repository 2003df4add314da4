package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What makes the panel draw anew. */
sealed interface TopEvent {

  record Pressed(Key key) implements TopEvent {}

  record Loaded(ServerModel.Answers answers) implements TopEvent {}

  record HealthLoaded(JsonNode report) implements TopEvent {}

  record Happened(JsonNode event) implements TopEvent {}

  /** The stream is open. */
  record Heard() implements TopEvent {}

  record Lost(String why, Instant nextTry) implements TopEvent {}

  /** What came of an order. */
  record Ordered(boolean done, String sentence) implements TopEvent {}

  enum Simple implements TopEvent {
    RESIZED,
    END
  }
}
