package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.PendingEvents;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.ServerNotification.SubscriptionsAcknowledged;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The open streams of {@code subscriptions/listen}. Safe for use by many threads. */
public final class Subscriptions {

  private final int max;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  /**
   * @param max streams at once
   */
  public Subscriptions(int max) {
    this.max = max;
  }

  /** Tells every client that has subscribed to a change of this kind. */
  public void tell(CatalogChange change) {
    open.forEach(stream -> stream.tell(change));
  }

  /** Ends all streams; a stream ends by the answer to its request. */
  public void endAll() {
    open.forEach(Stream::end);
  }

  int size() {
    return open.size();
  }

  int max() {
    return max;
  }

  boolean isFull() {
    return open.size() >= max;
  }

  /**
   * Opens a stream.
   *
   * @param kinds of change that the client is told of
   * @param watched addresses whose changes the client is told of
   */
  MethodResult open(
      SubscriptionsAcknowledged acknowledged, Set<CatalogChange.Kind> kinds, Set<String> watched) {
    return new Stream(acknowledged, kinds, watched);
  }

  private final class Stream implements MethodResult.Running {

    private final JsonNode id;
    private final Set<CatalogChange.Kind> kinds;
    private final Set<String> watched;
    private final PendingEvents pending = new PendingEvents();
    private final CompletableFuture<MethodResult.Ready> ready = new CompletableFuture<>();

    Stream(
        SubscriptionsAcknowledged acknowledged,
        Set<CatalogChange.Kind> kinds,
        Set<String> watched) {
      this.id = acknowledged.subscriptionId();
      this.kinds = Set.copyOf(kinds);
      this.watched = Set.copyOf(watched);
      pending.offer(McpEvent.lasting(MessageWriter.notification(acknowledged)));
      open.add(this);
      ready.whenComplete((answer, unused) -> open.remove(this));
    }

    @Override
    public CompletionStage<MethodResult.Ready> ready() {
      return ready;
    }

    @Override
    public void listen(Consumer<McpEvent> events) {
      pending.listen(events);
    }

    @Override
    public void stop(StopReason reason) {
      end();
    }

    @Override
    public boolean needsStream() {
      return true;
    }

    void tell(CatalogChange change) {
      boolean wanted =
          change instanceof CatalogChange.ResourceUpdated updated
              ? watched.contains(updated.uri())
              : kinds.contains(change.kind());
      if (wanted) {
        pending.offer(McpEvent.passing(change.notification(Optional.of(id))));
      }
    }

    void end() {
      pending.close();
      ready.complete(new MethodResult.Done(new Result.SubscriptionEnded(id)));
    }
  }
}
