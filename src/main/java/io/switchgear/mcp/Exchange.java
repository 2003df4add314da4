package io.switchgear.mcp;

import io.switchgear.tool.ToolRun.StopReason;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A request under way: notifications, then one answer. Safe for use by many threads. */
public interface Exchange {

  /** The answer; completes exactly once, never exceptionally. */
  CompletionStage<McpReply.Json> answer();

  /**
   * Takes the notifications from now on, and the last one before if it has not been taken. Each is
   * a JSON-RPC message in UTF-8; none comes after the answer. There is at most one listener; it
   * must not block or throw, and must not call back.
   */
  void listen(Consumer<byte[]> notifications);

  /**
   * The caller's connection is gone. That cancels a modern request; a legacy one goes on, as its
   * client ends it by {@code notifications/cancelled}.
   */
  void callerGone();

  /** Ends the work early; the answer then comes within about a second. */
  void stop(StopReason reason);
}
