package io.switchgear.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.sql.EarlierCallTable;
import io.switchgear.scan.sql.EarlierCallTable.EarlierCall;
import io.switchgear.scan.sql.EarlierCallTable.Refusal;
import io.switchgear.scan.sql.NewJob;
import io.switchgear.store.StoreException;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Question;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes jobs of the calls that an earlier version queued, at the start. A call is its whole {@link
 * ToolPlan} as JSON; the oldest rows have another form and are planned now:
 *
 * <pre>
 * {"arguments": {…}, "permissions": [scope, …], "askable"?: [kind, …],
 *  "answered"?: {"state": {…}, "answers": {key: {…}}}}
 * </pre>
 */
final class EarlierCalls {

  private static final Logger LOG = LoggerFactory.getLogger(EarlierCalls.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int ID_CHARS = 32;

  /** Time to plan one call. */
  private static final int PATIENCE_SECONDS = 60;

  private final JobEngine engine;
  private final EarlierCallTable table;

  private EarlierCalls(JobEngine engine, EarlierCallTable table) {
    this.engine = engine;
    this.table = table;
  }

  /**
   * Starts to move the calls. While the store does not answer, it is tried again.
   *
   * @return completed after the first try
   */
  static CompletableFuture<Void> move(JobEngine engine, EarlierCallTable table) {
    CompletableFuture<Void> tried = new CompletableFuture<>();
    EarlierCalls calls = new EarlierCalls(engine, table);
    Thread.ofVirtual().name("earlier-calls").start(() -> calls.move(tried));
    return tried;
  }

  private void move(CompletableFuture<Void> tried) {
    while (!engine.isStopped()) {
      try {
        moveAll();
        return;
      } catch (StoreException e) {
        LOG.debug("queued calls of an earlier version are not moved yet", e);
      } finally {
        tried.complete(null);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void moveAll() {
    int moved = 0;
    for (List<EarlierCall> calls = table.next(); !calls.isEmpty(); calls = table.next()) {
      calls.forEach(this::move);
      moved += calls.size();
    }
    if (moved > 0) {
      LOG.info("{} queued calls of an earlier version are jobs now", moved);
      engine.check();
    }
  }

  private void move(EarlierCall call) {
    Optional<ObjectNode> json = json(call.arguments());
    try {
      switch (planned(call, json.orElseThrow(IllegalArgumentException::new))) {
        case Planning.Planned planned -> store(call, planned.plan(), Optional.empty());
        case Planning.Refused refused ->
            store(
                call,
                ToolPlan.of(earlier(call, json.orElseThrow())),
                Optional.of(refusal(refused.outcome())));
      }
    } catch (IllegalArgumentException unreadable) {
      // The job ends at once and says so.
      ObjectNode definition = JsonNodeFactory.instance.objectNode();
      Caller caller = new Caller(call.caller(), Set.of());
      ToolPlan plan = ToolPlan.of(new ToolCall(call.handle(), call.tool(), definition, caller));
      table.move(call, job(call, plan, definition), Optional.empty());
    }
  }

  private void store(EarlierCall call, ToolPlan plan, Optional<Refusal> refusal) {
    table.move(call, job(call, plan, DataJson.write(JobDefinition.ofCall(plan))), refusal);
  }

  private NewJob job(EarlierCall call, ToolPlan plan, ObjectNode definition) {
    return QueuedJobs.job(
        call.handle().substring(0, ID_CHARS),
        plan,
        definition,
        call.queuedAt(),
        engine.queueLimits().keep());
  }

  private Refusal refusal(ToolOutcome outcome) {
    return new Refusal(
        outcome,
        new JobProblem(
            "invalid", 0, "", "The call could not be planned; see its outcome.", engine.now()));
  }

  private static Optional<ObjectNode> json(String text) {
    try {
      return Optional.ofNullable(MAPPER.readTree(text))
          .filter(ObjectNode.class::isInstance)
          .map(ObjectNode.class::cast);
    } catch (JsonProcessingException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * @throws IllegalArgumentException if the row cannot be read
   */
  private Planning planned(EarlierCall row, ObjectNode json) {
    if (!json.has("permissions")) {
      ToolPlan plan = DataJson.read(json, ToolPlan.class);
      return new Planning.Planned(plan);
    }
    ToolCall call = earlier(row, json);
    Optional<Tool> tool = engine.tool(row.tool());
    if (tool.isEmpty()) {
      return notPlanned("This server has no tool '%s' at present.".formatted(row.tool()));
    }
    try {
      Caller caller = engine.permissions(call.caller()).orElse(call.caller());
      return tool.get()
          .plan(call.by(caller))
          .toCompletableFuture()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (RuntimeException failed) {
      LOG.warn("queued call {} cannot be planned", row.handle(), failed);
      return notPlanned("The call could not be planned.");
    }
  }

  private static Planning notPlanned(String why) {
    return new Planning.Refused(new Failed(Fault.EXECUTION_FAILED, why + " Call the tool again."));
  }

  private static ToolCall earlier(EarlierCall row, ObjectNode json) {
    if (!(json.get("arguments") instanceof ObjectNode arguments)) {
      throw new IllegalArgumentException("a queued call without arguments");
    }
    return new ToolCall(
        row.handle(),
        row.tool(),
        arguments,
        new Caller(
            row.caller(), named(json.path("permissions"), Permission.values(), Permission::wire)),
        dialogue(json));
  }

  private static Dialogue dialogue(ObjectNode json) {
    Map<String, ObjectNode> answers = new HashMap<>();
    json.at("/answered/answers")
        .properties()
        .forEach(each -> answers.put(each.getKey(), (ObjectNode) each.getValue()));
    return new Dialogue(
        named(json.path("askable"), Question.Kind.values(), Enum::name),
        answers,
        Optional.of(json.at("/answered/state"))
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast));
  }

  /** The values whose names are in the list. */
  private static <T> Set<T> named(JsonNode list, T[] values, Function<T, String> name) {
    Set<String> names =
        StreamSupport.stream(list.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.toSet());
    return Arrays.stream(values)
        .filter(value -> names.contains(name.apply(value)))
        .collect(Collectors.toSet());
  }
}
