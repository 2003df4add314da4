package io.switchgear.cli.top;

import io.switchgear.watch.view.HealthJson;
import java.time.Instant;
import java.util.List;

/** An event that changes the panel. */
sealed interface TopEvent {

  record KeyPressed(Key key) implements TopEvent {}

  record ModelLoaded(ServerModel.Answers answers) implements TopEvent {}

  record HealthLoaded(HealthJson report) implements TopEvent {}

  /** The nodes of the cluster as they are now. */
  record NodesLoaded(List<NodeRow> nodes) implements TopEvent {}

  record EventReceived(ServerEvent event) implements TopEvent {}

  /** The event stream is open. */
  record StreamOpened() implements TopEvent {}

  record StreamLost(String why, Instant nextTry) implements TopEvent {}

  /** The result of an order. */
  record OrderFinished(boolean done, String sentence) implements TopEvent {}

  enum Simple implements TopEvent {
    RESIZED,
    END
  }
}
