package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.LogLevel;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A notification that the server sends; {@link MessageWriter} writes it. */
public sealed interface ServerNotification {

  /** The method on the wire. */
  String method();

  /**
   * How far a request has come.
   *
   * @param progressToken the client's, echoed as it came
   * @param progress greater than in the notification before
   * @param total empty if it is not known
   */
  record Progress(
      JsonNode progressToken, double progress, Optional<Double> total, Optional<String> message)
      implements ServerNotification {

    public Progress {
      Objects.requireNonNull(progressToken);
      Objects.requireNonNull(total);
      Objects.requireNonNull(message);
      if (!Double.isFinite(progress)) {
        throw new IllegalArgumentException("progress " + progress + ": a finite number");
      }
    }

    @Override
    public String method() {
      return "notifications/progress";
    }
  }

  /** A line for the client's log. */
  record LogMessage(LogLevel level, String logger, String data) implements ServerNotification {

    public LogMessage {
      Objects.requireNonNull(level);
      Objects.requireNonNull(logger);
      Objects.requireNonNull(data);
    }

    @Override
    public String method() {
      return "notifications/message";
    }
  }

  /** The server does not wait for the answer to its request any more. */
  record Cancelled(String requestId, String reason) implements ServerNotification {

    public Cancelled {
      Objects.requireNonNull(requestId);
      Objects.requireNonNull(reason);
    }

    @Override
    public String method() {
      return "notifications/cancelled";
    }
  }

  /**
   * A list has changed.
   *
   * @param list {@code tools}, {@code prompts} or {@code resources}
   * @param subscriptionId of the stream that it is sent on; empty in the legacy era
   */
  record ListChanged(String list, Optional<JsonNode> subscriptionId) implements ServerNotification {

    public ListChanged {
      Objects.requireNonNull(list);
      Objects.requireNonNull(subscriptionId);
    }

    @Override
    public String method() {
      return "notifications/" + list + "/list_changed";
    }
  }

  /**
   * A resource has changed.
   *
   * @param subscriptionId as in {@link ListChanged}
   */
  record ResourceUpdated(String uri, Optional<JsonNode> subscriptionId)
      implements ServerNotification {

    public ResourceUpdated {
      Objects.requireNonNull(uri);
      Objects.requireNonNull(subscriptionId);
    }

    @Override
    public String method() {
      return "notifications/resources/updated";
    }
  }

  /**
   * The first event of a stream of {@code subscriptions/listen}.
   *
   * @param lists names of the flags that the server honours, such as {@code toolsListChanged}
   * @param resources addresses whose changes the server tells of; empty if it honours none
   * @param tasks ids of tasks whose changes the server tells of; empty if it honours none
   */
  record SubscriptionsAcknowledged(
      JsonNode subscriptionId,
      List<String> lists,
      Optional<List<String>> resources,
      Optional<List<String>> tasks)
      implements ServerNotification {

    public SubscriptionsAcknowledged {
      Objects.requireNonNull(subscriptionId);
      lists = List.copyOf(lists);
      resources = resources.map(List::copyOf);
      tasks = tasks.map(List::copyOf);
    }

    @Override
    public String method() {
      return "notifications/subscriptions/acknowledged";
    }
  }

  /** A task has changed; the whole task, as {@code tasks/get} would answer. */
  record TaskChanged(WireTask task, JsonNode subscriptionId) implements ServerNotification {

    public TaskChanged {
      Objects.requireNonNull(task);
      Objects.requireNonNull(subscriptionId);
    }

    @Override
    public String method() {
      return "notifications/tasks";
    }
  }
}
