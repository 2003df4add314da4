package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What makes the panel draw anew. */
sealed interface TopEvent {

  record KeyPressed(Key key) implements TopEvent {}

  record ModelLoaded(ServerModel.Answers answers) implements TopEvent {}

  record HealthLoaded(JsonNode report) implements TopEvent {}

  record EventReceived(JsonNode event) implements TopEvent {}

  /** The stream is open. */
  record StreamOpened() implements TopEvent {}

  record StreamLost(String why, Instant nextTry) implements TopEvent {}

  /** What came of an order. */
  record OrderFinished(boolean done, String sentence) implements TopEvent {}

  enum Simple implements TopEvent {
    RESIZED,
    END
  }
}
