package io.switchgear.cluster.report;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a node answers to others. The methods are called on an actor's thread; none may block. */
public interface NodeAnswers {

  /** The present work, for the report that all nodes have. */
  CompletionStage<NodeWork> work();

  /** The health as JSON, at most {@link Reports#MOST_CHARS} characters. */
  CompletionStage<String> healthJson();

  /** The running calls as JSON, at most {@link Reports#MOST_CHARS} characters. */
  String callsJson();

  /**
   * Ends a call.
   *
   * @return its outcome; empty if no such call runs here
   */
  CompletionStage<Optional<String>> cancel(String id, String operator, String reason);
}
