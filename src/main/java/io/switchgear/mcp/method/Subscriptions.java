package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.PendingEvents;
import io.switchgear.mcp.exchange.Replies;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.ServerNotification;
import io.switchgear.mcp.wire.ServerNotification.SubscriptionsAcknowledged;
import io.switchgear.mcp.wire.WireTask;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

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

  /** Tells every client that follows the task that it has changed. */
  public void taskChanged(String id) {
    open.forEach(stream -> stream.watch.ifPresent(watch -> watch.changed(id)));
  }

  /** Ends the streams of these principals. */
  public void endOwnedBy(Predicate<String> principals) {
    open.forEach(
        stream -> {
          if (principals.test(stream.owner)) {
            stream.end();
          }
        });
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
   * What a client subscribes to, as far as the server tells of it.
   *
   * @param lists names of the flags
   * @param kinds of change that go with the flags
   * @param resources addresses of resources, which the caller may not have
   * @param tasks ids of tasks, which the caller may not have
   */
  record Wishes(
      List<String> lists,
      Set<CatalogChange.Kind> kinds,
      List<String> resources,
      List<String> tasks) {}

  /**
   * Opens a stream.
   *
   * @param tasks where the wished tasks are; empty if the client wishes none
   * @param watchable whether the caller may be told of a resource
   */
  MethodResult open(
      RequestContext context,
      Wishes wishes,
      Optional<TaskSource> tasks,
      Function<String, CompletionStage<Boolean>> watchable) {
    Stream stream = new Stream(context, wishes, tasks);
    stream.begin(wishes, watchable);
    return stream;
  }

  /** Asks for one after the other, so that a long list does not crowd out other requests. */
  private static CompletionStage<List<String>> those(
      List<String> addresses, Function<String, CompletionStage<Boolean>> watchable) {
    CompletionStage<List<String>> found = CompletableFuture.completedFuture(new ArrayList<>());
    for (String address : addresses) {
      found =
          found.thenCompose(
              before ->
                  watchable
                      .apply(address)
                      .thenApply(
                          may -> {
                            if (may) {
                              before.add(address);
                            }
                            return before;
                          }));
    }
    return found;
  }

  /** Where tasks are read, and how they are shown. */
  record TaskSource(Tasks tasks, TaskResults results) {}

  private final class Stream implements MethodResult.Running {

    private final JsonNode id;
    private final String owner;
    private final Set<CatalogChange.Kind> kinds;
    private final Optional<TaskWatch> watch;
    private final PendingEvents pending = new PendingEvents();
    private final CompletableFuture<MethodResult.Ready> ready = new CompletableFuture<>();

    /** The acknowledgement is the first event; no change is told before it. */
    private volatile boolean acknowledged;

    private volatile Set<String> watched = Set.of();

    Stream(RequestContext context, Wishes wishes, Optional<TaskSource> source) {
      this.id = context.id();
      this.owner = context.caller().name();
      this.kinds = Set.copyOf(wishes.kinds());
      this.watch =
          source.map(
              from ->
                  new TaskWatch(
                      from.tasks(), context.caller(), task -> tell(from.results().of(task))));
    }

    void begin(Wishes wishes, Function<String, CompletionStage<Boolean>> watchable) {
      open.add(this);
      ready.whenComplete((answer, unused) -> open.remove(this));
      CompletionStage<List<String>> tasks =
          watch
              .map(each -> each.follow(wishes.tasks()))
              .orElse(CompletableFuture.completedFuture(List.of()));
      those(wishes.resources(), watchable)
          .thenCombine(
              tasks,
              (resources, known) -> {
                acknowledge(wishes, resources, known);
                return known;
              })
          .whenComplete(
              (known, bug) -> {
                if (bug != null) {
                  pending.close();
                  ready.complete(Replies.internal(bug));
                  return;
                }
                // A task may have changed before it was followed.
                known.forEach(task -> watch.ifPresent(each -> each.changed(task)));
              });
    }

    private void acknowledge(Wishes wishes, List<String> resources, List<String> tasks) {
      pending.offer(
          McpEvent.lasting(
              MessageWriter.notification(
                  new SubscriptionsAcknowledged(
                      id, wishes.lists(), present(resources), present(tasks)))));
      watched = Set.copyOf(resources);
      acknowledged = true;
    }

    private static Optional<List<String>> present(List<String> values) {
      return Optional.of(values).filter(some -> !some.isEmpty());
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
      if (wanted && acknowledged) {
        pending.offer(McpEvent.passing(change.notification(Optional.of(id))));
      }
    }

    /** A client may wait for the end of a task here alone, so only news of its progress is lost. */
    private void tell(WireTask task) {
      byte[] body = MessageWriter.notification(new ServerNotification.TaskChanged(task, id));
      pending.offer(
          task.detail() instanceof WireTask.Detail.Working
              ? McpEvent.passing(body)
              : McpEvent.lasting(body));
    }

    void end() {
      pending.close();
      ready.complete(new MethodResult.Done(new Result.SubscriptionEnded(id)));
    }
  }
}
