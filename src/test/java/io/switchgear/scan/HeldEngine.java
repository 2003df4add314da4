package io.switchgear.scan;

import io.switchgear.calls.fallback.CallQueue;
import io.switchgear.calls.fallback.CallQueue.Adding;
import io.switchgear.calls.fallback.QueuedCall;
import io.switchgear.calls.fallback.QueuedCall.State;
import io.switchgear.cluster.Node;
import io.switchgear.config.FallbackLimits;
import io.switchgear.config.Settings;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.RangeSet;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The engine of jobs on a node of its own, whose tools are held by the test. */
final class HeldEngine implements AutoCloseable {

  final HeldTools tools;
  final JobEngine engine;
  private final ActorSystem<Void> system;
  private final Map<String, Room> rooms = new ConcurrentHashMap<>();

  /**
   * @param overrides of the settings of jobs and of the queue
   * @param permissions that a principal has now
   */
  HeldEngine(
      Store store,
      HeldTools tools,
      Map<String, String> overrides,
      Function<Caller, Optional<Caller>> permissions) {
    Map<String, String> sudden = new HashMap<>(overrides);
    // Handing over to nobody takes seconds.
    sudden.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
    Settings settings = Settings.load(Optional.empty(), sudden);
    FallbackLimits limits = settings.fallback();
    this.tools = tools;
    this.system = Node.start(Behaviors.empty(), settings, Optional.empty());
    this.engine =
        JobEngine.start(
            system,
            new JobEngine.Environment(
                "test",
                true,
                store.sql(),
                tools,
                name -> tools.find(name).map(HeldTool::new),
                () -> tools.descriptors().stream().map(ToolDescriptor::name).toList(),
                tool -> rooms.getOrDefault(tool, new Room(1, "")),
                tool -> Duration.ofMinutes(1),
                (plan, exclude) ->
                    CompletableFuture.completedFuture(
                        new ExclusionList.Known(RangeSet.parse(exclude))),
                permissions,
                settings::jobs,
                decision -> {},
                () -> limits,
                stuck -> {},
                Optional.empty(),
                Clock.systemUTC()));
  }

  /** What the workers are told of a tool from now on. */
  void room(String tool, Room room) {
    rooms.put(tool, room);
  }

  void closed(String tool) {
    room(tool, new Room(0, "The breaker of '" + tool + "' is open."));
  }

  CallQueue queue() {
    return engine.queue();
  }

  /** Queues a call and returns its handle. */
  String queue(ToolCall call) {
    return queue(ToolPlan.of(call));
  }

  String queue(ToolPlan plan) {
    return switch (Await.result("the place", queue().add(plan))) {
      case Adding.Added added -> added.handle();
      case Adding.Full full -> throw new AssertionError(full);
      case Adding.TooLarge large -> throw new AssertionError(large);
    };
  }

  QueuedCall find(String handle, Caller caller) {
    return Await.result("the call", queue().find(handle, caller)).orElseThrow();
  }

  /** Waits until the call has ended. */
  State.Done done(String handle, Caller caller) {
    return (State.Done)
        Await.value(
            "the end of the call",
            () -> find(handle, caller).state(),
            state -> state instanceof State.Done);
  }

  /** Waits for the state. */
  void awaitState(String handle, Caller caller, State wanted) {
    Await.value("the state", () -> find(handle, caller).state(), wanted::equals);
  }

  /** Ends the node at once, as a crash does. */
  @Override
  public void close() {
    system.terminate();
    Await.result("the end of the node", system.getWhenTerminated());
  }

  /** Its calls run in the held tools. */
  private record HeldTool(ToolDescriptor descriptor) implements Tool {

    @Override
    public Availability availability() {
      return new Availability.Available("built in", "");
    }

    @Override
    public CompletionStage<Planning> plan(ToolCall call) {
      return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
    }

    @Override
    public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
      throw new UnsupportedOperationException();
    }
  }
}
