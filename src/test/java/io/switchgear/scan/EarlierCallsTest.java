package io.switchgear.scan;

import static io.switchgear.tool.HeldTools.caller;
import static io.switchgear.tool.HeldTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.calls.fallback.QueuedCall.State;
import io.switchgear.scan.plan.JobDefinition;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the queue as earlier versions wrote them. */
@Tag("process")
@Tag("network")
class EarlierCallsTest {

  private static final Caller ANN = caller("ann", Permission.SCAN_RUN);
  private static final Instant QUEUED = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private static final ToolOutcome DONE = new Success(ToolOutput.text("done"));

  private static final String OLDEST =
      """
      {"arguments":{"n":1},"permissions":["tools:read","scan:run"],"askable":["FORM"],\
      "answered":{"state":{"options":"vuln"},\
      "answers":{"intrusive":{"action":"accept","content":{"allow":true}}}}}\
      """;
  private static final String PLAN =
      """
      {"call":{"id":"c7","tool":"scan","arguments":{"n":2},\
      "caller":{"name":"ann","permissions":["SCAN_RUN","TOOLS_READ"]},"remaining":null,\
      "dialogue":{"answerable":[],"answers":{},"state":null},"trace":null},\
      "targets":{"blocks":["10.0.0.0/30"],"names":{"a.lab.internal":["10.0.0.9"]},\
      "excluded":["10.0.0.8"],"hosts":5},"cost":{"hosts":5,"ports":1,"seconds":2.0}}\
      """;

  private final HeldTools tools = new HeldTools().with("scan", true);
  private Store store;
  private HeldEngine node;

  @AfterEach
  void close() {
    node.close();
    store.close();
  }

  private static String handle(int number) {
    return "%032x89abcdef".formatted(number);
  }

  private void insert(int number, String tool, String arguments, String state) {
    store
        .sql()
        .write(
            row ->
                row.execute(
                    "INSERT INTO queued_call (handle, tool, arguments, caller, state, attempts,"
                        + " queued_at, node, outcome) VALUES (?, ?, ?, 'ann', ?, 0, ?, NULL, ?)",
                    handle(number),
                    tool,
                    arguments,
                    state,
                    QUEUED.atOffset(ZoneOffset.UTC),
                    state.equals("done") ? "{\"output\":{\"content\":[]}}" : null));
  }

  private List<String> left() {
    return store
        .sql()
        .read(
            row ->
                row.createQuery("SELECT handle FROM queued_call ORDER BY id")
                    .mapTo(String.class)
                    .list());
  }

  private String id(int number) {
    return handle(number).substring(0, 32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void theirCallsRunInTheirOrderAsJobs(String database) {
    store = database.equals("H2") ? Store.inMemory() : Store.open(Postgres.freshDatabase(), "a");
    insert(1, "scan", OLDEST, "running");
    insert(2, "scan", PLAN, "waiting");
    insert(3, "scan", PLAN, "done");
    insert(4, "scan", "{\"arguments\":7,\"permissions\":[]}", "waiting");
    insert(5, "scan", "not JSON", "waiting");
    insert(6, "gone", OLDEST, "waiting");
    insert(7, "scan", PLAN.replace("\"n\":2", "\"n\":7"), "running");
    node = new HeldEngine(store, tools, Map.of(), Optional::of);
    node.closed("scan");
    assertInstanceOf(State.Waiting.class, node.find(id(7), ANN).state());
    assertEquals(List.of(handle(3)), left());

    JobDefinition planned =
        DataJson.read(
            node.engine.table().find(id(2)).orElseThrow().definition(), JobDefinition.class);
    assertTrue(planned.whole());
    assertEquals(
        new PinnedTargets(
            List.of("10.0.0.0/30"),
            Map.of("a.lab.internal", List.of("10.0.0.9")),
            List.of("10.0.0.8"),
            5),
        planned.plan().targets());
    assertEquals(QUEUED, node.find(id(2), ANN).queuedAt());

    node.room("scan", new Room(1, ""));
    Held oldest = tools.next();
    assertEquals(json("{'n':1}"), oldest.call.arguments());
    assertEquals(ANN, oldest.call.caller());
    assertEquals(
        new Dialogue(
            Set.of(Kind.FORM),
            Map.of("intrusive", json("{'action':'accept','content':{'allow':true}}")),
            Optional.of(json("{'options':'vuln'}"))),
        oldest.call.dialogue());
    oldest.end(DONE);
    for (int n : List.of(2, 7)) {
      Held next = tools.next();
      assertEquals(json("{'n':" + n + "}"), next.call.arguments());
      next.end(DONE);
    }
    assertEquals(DONE, node.done(id(7), ANN).outcome());
    for (int n : List.of(4, 5)) {
      Failed unreadable = assertInstanceOf(Failed.class, node.done(id(n), ANN).outcome());
      assertTrue(unreadable.message().contains("cannot be read"), unreadable::message);
    }
    Failed gone = assertInstanceOf(Failed.class, node.done(id(6), ANN).outcome());
    assertTrue(gone.message().contains("no tool 'gone'"), gone::message);
  }

  /** The second start finds nothing to move, and the jobs as they were. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theyAreMovedOnce(int starts) {
    store = Store.inMemory();
    insert(1, "scan", PLAN, "waiting");
    for (int start = 0; start < starts; start++) {
      if (node != null) {
        node.close();
      }
      node = new HeldEngine(store, tools, Map.of(), Optional::of);
      node.closed("scan");
      assertInstanceOf(State.Waiting.class, node.find(id(1), ANN).state());
    }
    assertEquals(
        1,
        Await.value("the jobs", () -> node.engine.table().open(Instant.now()), all -> true).size());
    assertEquals(List.of(), left());
  }
}
