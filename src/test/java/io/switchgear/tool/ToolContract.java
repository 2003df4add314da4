package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.arguments.InputSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every tool. A tool's test extends this class, supplies arguments for each case,
 * and adds its own tests.
 */
public abstract class ToolContract {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger CALLS = new AtomicInteger();

  /** Values of every JSON type; each argument must refuse most of them. */
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "\"true\"",
          "\"\"",
          "-1",
          "1e300",
          "0.5",
          "99999999999999999999",
          "[]",
          "[null]",
          "[[]]",
          "[\"\"]",
          "{}",
          "{\"a\":1}",
          "\"\\u0000\"",
          "\"-\"");

  /** The tool under test, available on this machine. */
  protected abstract Tool tool();

  /** Arguments of a call that ends by itself, within seconds, as a success. */
  protected abstract ObjectNode quickArguments();

  /** Arguments of a call that runs for a minute or more unless it is stopped. */
  protected abstract ObjectNode longArguments();

  /** Arguments that are valid but forbidden; empty for a tool that takes no targets itself. */
  protected abstract Optional<ObjectNode> outOfScopeArguments();

  /** Invalid arguments, each for a reason specific to the tool. */
  protected abstract List<ObjectNode> invalidArguments();

  /** Parses arguments; single quotes stand for double ones. */
  public static ObjectNode args(String json) {
    return (ObjectNode) parse(json.replace('\'', '"'));
  }

  protected static ToolCall call(Tool tool, ObjectNode arguments) {
    return call(tool, arguments, Caller.LOCAL);
  }

  protected static ToolCall call(Tool tool, ObjectNode arguments, Caller caller) {
    return new ToolCall(
        "contract-" + CALLS.incrementAndGet(), tool.descriptor().name(), arguments, caller);
  }

  protected static Planning plan(Tool tool, ObjectNode arguments) {
    return await(tool.plan(call(tool, arguments)));
  }

  /** Plans and runs to the end. */
  protected static ToolOutcome run(Tool tool, ObjectNode arguments, Progress progress) {
    return switch (plan(tool, arguments)) {
      case Planning.Refused refused -> refused.outcome();
      case Planning.Planned planned ->
          await(tool.run(planned.plan(), Deadline.in(PATIENCE), progress).outcome());
    };
  }

  /** Plans and starts. */
  protected static ToolRun start(Tool tool, ObjectNode arguments, Progress progress) {
    Planning planning = plan(tool, arguments);
    Planning.Planned planned =
        assertInstanceOf(Planning.Planned.class, planning, planning::toString);
    return tool.run(planned.plan(), Deadline.in(PATIENCE), progress);
  }

  protected static <T> T await(CompletionStage<T> stage) {
    return Await.result("the tool's answer", stage);
  }

  @Test
  void theDescriptorTellsAModelWhatItNeeds() {
    ToolDescriptor descriptor = tool().descriptor();
    assertEquals(descriptor, tool().descriptor(), "constant for the life of the tool");
    assertFalse(descriptor.title().isBlank());
    assertTrue(descriptor.description().length() >= 40, "says what it does and what comes back");
    ObjectNode input = descriptor.inputSchema();
    assertEquals("false", input.path("additionalProperties").asText("absent"));
    input
        .path("properties")
        .forEachEntry(
            (name, property) ->
                assertFalse(property.path("description").asText().isBlank(), name + ": describe"));
  }

  @Test
  void theSchemasAreSoundAndTheirExamplesValid() {
    ToolDescriptor descriptor = tool().descriptor();
    assertSoundSchema(descriptor.inputSchema());
    descriptor.outputSchema().ifPresent(ToolContract::assertSoundSchema);
    Schema input = compiled(descriptor.inputSchema());
    JsonNode examples = descriptor.inputSchema().path("examples");
    assertFalse(examples.isEmpty(), "a model learns from examples");
    examples.forEach(example -> assertEquals(List.of(), input.validate(example)));
    assertEquals(List.of(), input.validate(quickArguments()));
    assertEquals(List.of(), input.validate(longArguments()));
    outOfScopeArguments()
        .ifPresent(arguments -> assertEquals(List.of(), input.validate(arguments)));
  }

  @Test
  void whatTheToolCannotRunIsInvalidInput() {
    assertFalse(invalidArguments().isEmpty());
    invalidArguments().forEach(arguments -> assertInvalid(tool(), arguments));
  }

  @Test
  void anUnknownArgumentIsNamedInTheRefusal() {
    ObjectNode arguments = quickArguments().put("no_such_argument", true);
    String message = assertInvalid(tool(), arguments);
    assertTrue(message.contains("no_such_argument"), message);
  }

  /** Calls that bypass the schema validation are checked by the same rules. */
  @Test
  void theToolRefusesWhateverItsSchemaRefuses() {
    Tool tool = tool();
    InputSchema input = InputSchema.of(tool.descriptor());
    List<String> names = new ArrayList<>();
    tool.descriptor().inputSchema().path("properties").fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      for (String odd : ODD_VALUES) {
        ObjectNode arguments = quickArguments();
        arguments.set(name, parse(odd));
        switch (input.read(arguments)) {
          case InputSchema.Reading.Invalid invalid -> assertInvalid(tool, arguments);
          case InputSchema.Reading.Valid valid ->
              assertEquals(
                  plan(tool, valid.arguments()).getClass(), plan(tool, arguments).getClass());
        }
      }
    }
    tool.descriptor()
        .inputSchema()
        .path("required")
        .forEach(name -> assertInvalid(tool, quickArguments().without(List.of(name.asText()))));
  }

  @Test
  void aTargetOutsideTheScopeIsOutOfScope() {
    outOfScopeArguments().ifPresent(this::assertOutOfScope);
  }

  /** A job may have more addresses than a call, so its check is not that of a call. */
  @ParameterizedTest
  @ValueSource(longs = {1, 256, 1 << 24})
  void theCheckOfAJobRefusesOnlyWhatItsPlanRefuses(long maxHosts) {
    List<ObjectNode> all = new ArrayList<>(invalidArguments());
    all.add(quickArguments());
    outOfScopeArguments().ifPresent(all::add);
    for (ObjectNode arguments : all) {
      Planning planning = await(tool().planJob(call(tool(), arguments), maxHosts));
      Optional<ToolOutcome> planned =
          planning instanceof Planning.Refused refused
              ? Optional.of(refused.outcome())
              : Optional.empty();
      Optional<ToolOutcome> checked = tool().checkJob(call(tool(), arguments), maxHosts);
      assertTrue(
          checked.isEmpty() || checked.equals(planned),
          () -> "%s: %s, planned: %s".formatted(arguments, checked, planned));
    }
  }

  private void assertOutOfScope(ObjectNode arguments) {
    Planning plan = plan(tool(), arguments);
    Planning.Refused refused = assertInstanceOf(Planning.Refused.class, plan, plan::toString);
    OutOfScope outcome = assertInstanceOf(OutOfScope.class, refused.outcome());
    assertFalse(outcome.rule().isBlank());
    assertFalse(outcome.message().isBlank());
  }

  @Test
  void aRunAnswersInTheShapeThatTheDescriptorPromises() {
    ToolOutcome outcome = run(tool(), quickArguments(), Progress.NONE);
    Success success = assertInstanceOf(Success.class, outcome, outcome::toString);
    assertFalse(success.output().content().isEmpty(), "something to read");
    assertConforms(tool(), success.output());
    assertTrue(tool().descriptor().outputSchema().isEmpty() || !success.output().isEmpty());
  }

  @Test
  void progressNeverGoesBack() {
    Reports reports = new Reports();
    ToolOutcome outcome = run(tool(), quickArguments(), reports);
    assertInstanceOf(Success.class, outcome, outcome::toString);
    reports.assertMonotonic();
  }

  @Test
  void aStoppedRunEndsAndKeepsWhatItHad() {
    for (StopReason reason : StopReason.values()) {
      Reports reports = new Reports();
      ToolRun run = start(tool(), longArguments(), reports);
      await(reports.first);
      run.stop(reason);
      run.stop(reason);
      assertStopped(reason, await(run.outcome()));
      run.stop(reason);
      reports.assertMonotonic();
    }
  }

  @Test
  void aRunStoppedAtItsStartEndsToo() {
    ToolRun run = start(tool(), longArguments(), Progress.NONE);
    run.stop(StopReason.CANCELLED);
    assertStopped(StopReason.CANCELLED, await(run.outcome()));
  }

  @Test
  void stoppingOneRunLeavesAnotherAlone() {
    ToolRun longRun = start(tool(), longArguments(), Progress.NONE);
    try {
      ToolOutcome quick = run(tool(), quickArguments(), Progress.NONE);
      assertInstanceOf(Success.class, quick, quick::toString);
      assertFalse(longRun.outcome().toCompletableFuture().isDone());
    } finally {
      longRun.stop(StopReason.CANCELLED);
    }
    assertInstanceOf(Cancelled.class, await(longRun.outcome()));
  }

  @Test
  void theToolIsAvailableHere() {
    Availability availability = tool().availability();
    Availability.Available available =
        assertInstanceOf(Availability.Available.class, availability, availability::toString);
    assertFalse(available.version().isBlank());
  }

  /** The message of the refusal. */
  protected static String assertInvalid(Tool tool, ObjectNode arguments) {
    Planning plan = plan(tool, arguments);
    Planning.Refused refused =
        assertInstanceOf(Planning.Refused.class, plan, () -> arguments + " was let through");
    InvalidInput invalid =
        assertInstanceOf(InvalidInput.class, refused.outcome(), () -> arguments + ": " + refused);
    assertTrue(invalid.message().length() > 10, invalid::message);
    return invalid.message();
  }

  /** The structured content, if present, conforms to the descriptor. */
  protected static void assertConforms(Tool tool, ToolOutput output) {
    tool.descriptor()
        .outputSchema()
        .ifPresent(
            schema ->
                output
                    .structured()
                    .ifPresent(
                        node -> assertEquals(List.of(), compiled(schema).validate(reread(node)))));
  }

  private void assertStopped(StopReason reason, ToolOutcome outcome) {
    ToolOutput partial =
        switch (reason) {
          case DEADLINE -> assertInstanceOf(TimedOut.class, outcome, outcome::toString).partial();
          case CANCELLED, SHUTDOWN ->
              assertInstanceOf(Cancelled.class, outcome, outcome::toString).partial();
        };
    assertConforms(tool(), partial);
  }

  private static void assertSoundSchema(ObjectNode schema) {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertEquals(List.of(), meta.validate(schema));
    assertNotNull(compiled(schema));
  }

  private static Schema compiled(ObjectNode schema) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
  }

  /** Serialized and parsed, so that numbers have the types that a client sees. */
  private static JsonNode reread(ObjectNode node) {
    return parse(node.toString());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Records the reports of a run. */
  protected static final class Reports implements Progress {

    /** Completes with the first message. */
    public final CompletableFuture<String> first = new CompletableFuture<>();

    private final List<double[]> seen = new ArrayList<>();

    public Reports() {}

    @Override
    public synchronized void report(double done, double total, String message) {
      seen.add(new double[] {done, total});
      first.complete(message);
    }

    /** The number of distinct amounts reported. */
    public synchronized long distinct() {
      return seen.stream().mapToDouble(report -> report[0]).distinct().count();
    }

    /** At least one report was made, and no report went back. */
    public synchronized void assertMonotonic() {
      assertFalse(seen.isEmpty(), "no progress was reported");
      double last = 0;
      for (double[] report : seen) {
        assertTrue(report[0] >= last, () -> "went back to " + report[0]);
        assertTrue(Double.isNaN(report[1]) || report[0] <= report[1], "more done than there is");
        last = report[0];
      }
    }
  }
}
