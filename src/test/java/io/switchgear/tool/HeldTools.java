package io.switchgear.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolDescriptor.Hints;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A catalog whose calls end with prepared outcomes, or are held until the test completes them. */
public final class HeldTools implements ToolCatalog {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final AtomicInteger IDS = new AtomicInteger();

  /** A running call. */
  public static final class Held implements ToolRun {
    public final ToolCall call;
    public final Progress progress;
    private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
    private final BlockingQueue<StopReason> stops = new LinkedBlockingQueue<>();

    Held(ToolCall call, Progress progress) {
      this.call = call;
      this.progress = progress;
    }

    public void end(ToolOutcome end) {
      outcome.complete(end);
    }

    public void fail(Throwable bug) {
      outcome.completeExceptionally(bug);
    }

    public boolean wasStopped() {
      return !stops.isEmpty();
    }

    @Override
    public CompletionStage<ToolOutcome> outcome() {
      return outcome;
    }

    @Override
    public void stop(StopReason reason) {
      stops.add(reason);
      end(new ToolOutcome.Cancelled("ended", ToolOutput.text("found until then")));
    }
  }

  private final TreeMap<String, ToolDescriptor> descriptors = new TreeMap<>();
  private final TreeMap<String, Function<ToolCall, ToolOutcome>> answers = new TreeMap<>();
  private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<ToolCall> calls = new LinkedBlockingQueue<>();

  /** Adds a tool with an open input schema and without an output schema. */
  public HeldTools with(String name, boolean idempotent) {
    return with(name, idempotent, "{'type':'object'}", null);
  }

  /**
   * @param output null for none
   */
  public HeldTools with(String name, boolean idempotent, String input, String output) {
    descriptors.put(
        name,
        new ToolDescriptor(
            name,
            name,
            "for tests",
            json(input),
            Optional.ofNullable(output).map(HeldTools::json),
            new Hints(true, false, idempotent, false)));
    return this;
  }

  /** From now on, calls of the tool end at once with this outcome. */
  public HeldTools answering(String name, Function<ToolCall, ToolOutcome> answer) {
    answers.put(name, answer);
    return this;
  }

  public HeldTools answering(String name, ToolOutcome answer) {
    return answering(name, call -> answer);
  }

  /** Waits for the next held call. */
  public Held next() {
    return take(held);
  }

  /** Whether there is a held call that the test has not taken. */
  public boolean holdsMore() {
    return !held.isEmpty();
  }

  /** Waits for the next call, held or not. */
  public ToolCall called() {
    return take(calls);
  }

  /** Calls that the test has not taken. */
  public int uncollected() {
    return calls.size();
  }

  private static <T> T take(BlockingQueue<T> queue) {
    return Await.next("an element of the queue", queue);
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return List.copyOf(descriptors.values());
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.ofNullable(descriptors.get(name));
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    if (!descriptors.containsKey(call.tool())) {
      throw new IllegalArgumentException("no tool " + call.tool());
    }
    calls.add(call);
    Function<ToolCall, ToolOutcome> answer = answers.get(call.tool());
    if (answer != null) {
      return ToolRun.completed(answer.apply(call));
    }
    Held run = new Held(call, progress);
    held.add(run);
    return run;
  }

  /** A call with a new id, of the local caller. */
  public static ToolCall call(String tool, String arguments) {
    return call(tool, arguments, Caller.LOCAL);
  }

  public static ToolCall call(String tool, String arguments, Caller caller) {
    return new ToolCall("c" + IDS.incrementAndGet(), tool, json(arguments), caller);
  }

  public static Caller caller(String name, Caller.Permission... permissions) {
    return new Caller(name, Set.of(permissions));
  }

  /** JSON in single quotes. */
  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Waits for the outcome of a run. */
  public static ToolOutcome outcome(ToolRun run) {
    return Await.result("the outcome", run.outcome());
  }
}
