package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.calls.audit.CallAudit;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.testing.Await;
import io.switchgear.tool.ArgvDigest;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UnlistedTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRecordsTest {

  private static final Caller ANN = new Caller("ann", Set.of());
  private static final Duration WAIT = Duration.ofSeconds(9);

  @TempDir private Path dir;

  /** Passes each call's plan to the filter; the call ends with the outcome. */
  private static UnlistedTools held(CompletableFuture<ToolOutcome> outcome, PlanFilter filter) {
    return UnlistedTools.running(
        (call, progress) -> {
          filter.pass(call, new ToolPlan(call, PinnedTargets.of("10.0.0.1"), CostEstimate.NONE));
          return ToolRun.of(outcome);
        });
  }

  private static ToolCall call() {
    return new ToolCall("c-1", "nmap", JsonNodeFactory.instance.objectNode().put("a", 1), ANN);
  }

  private JsonNode recorded(ToolOutcome outcome) throws IOException {
    Path data = Files.createTempDirectory(dir, "chain");
    try (AuditLog log = Chains.open(data)) {
      CallAudit audit = new CallAudit(new CallRecords(log), tool -> "half_open");
      UnlistedTools held = held(CompletableFuture.completedFuture(outcome), audit);
      assertEquals(
          outcome,
          SteppedTools.of(audit, held)
              .call(call(), Progress.NONE)
              .outcome()
              .toCompletableFuture()
              .join());
    }
    return Chains.records(data.resolve(Chains.NAME), "nmap").getFirst();
  }

  private static void assertSays(JsonNode record, String decision, String rule, String outcome) {
    assertEquals(decision, record.path("decision").asText(), record::toString);
    assertEquals(rule, record.path("rule").asText(), record::toString);
    assertEquals(outcome, record.path("outcome").asText(), record::toString);
    assertEquals("ann", record.path("who").asText());
    assertEquals("c-1", record.path("call").asText());
    assertEquals("half_open", record.path("breaker").asText());
  }

  @Test
  void everyOutcomeHasItsDecision() throws IOException {
    ToolOutput output = ToolOutput.text("secret result");
    ArgvDigest argv = ArgvDigest.of(List.of("nmap", "-p", "1"));
    JsonNode success = recorded(argv.on(new Success(output)));
    assertSays(success, "admitted", "", "success");
    assertEquals(argv.hex(), success.path("argv_digest").asText());
    assertEquals("10.0.0.1", success.at("/targets/0").asText());
    assertFalse(success.toString().contains("secret"));
    JsonNode failed = recorded(argv.on(new Failed(Fault.CRASHED, "why")));
    assertSays(failed, "admitted", "", "execution_error");
    assertEquals(argv.hex(), failed.path("argv_digest").asText());
    assertSays(recorded(new TimedOut(WAIT, "late", output)), "admitted", "", "timeout");
    assertSays(recorded(new Cancelled("gone", output)), "admitted", "", "cancelled");
    assertSays(
        recorded(new Rejected(Refusal.BULKHEAD_FULL, "nmap", "full", WAIT)),
        "refused",
        "bulkhead_full: nmap",
        "bulkhead_full");
    assertSays(
        recorded(new ToolOutcome.OutOfScope("8.8.8.8", "default", "no")),
        "refused",
        "scope: default",
        "out_of_scope");
    assertSays(
        recorded(new ToolOutcome.InvalidInput("no")), "refused", "arguments", "validation_error");
    ToolOutput stoodIn =
        new ToolOutput(
            List.of(new Content.Text("old")),
            Optional.empty(),
            Optional.of(new Fallback.Fixed("open", Optional.empty())));
    JsonNode fallback = recorded(new Success(stoodIn));
    assertSays(fallback, "admitted", "", "fallback");
    assertEquals("static_fallback", fallback.at("/details/fallback").asText());
  }

  @Test
  void aCallThatGoesOnForLongIsRecordedBeforeItEnds() throws IOException {
    CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
    try (AuditLog log = Chains.open(dir)) {
      CallAudit audit = new CallAudit(new CallRecords(log), tool -> "closed");
      SteppedTools.of(audit, held(outcome, audit)).call(call(), Progress.NONE);
      Path folder = log.folder();
      Await.until(
          "a record of the call",
          () -> {
            Chains.settle(log);
            return !Chains.records(folder, "nmap").isEmpty();
          });
      JsonNode running = Chains.records(folder, "nmap").getFirst();
      assertEquals("call_running", running.path("kind").asText());
      assertEquals("10.0.0.1", running.at("/targets/0").asText());
      outcome.complete(new Success(ToolOutput.NONE.withReach(Reach.NONE)));
    }
    assertEquals(2, Chains.records(dir.resolve(Chains.NAME), "nmap").size());
  }

  @Test
  void whereTheAuditIsEvidenceNoCallGoesOnWithoutIt() throws IOException {
    try (AuditLog log =
        AuditLog.open(dir, Chains.NAME, Chains.settings(OnFailure.REFUSE, 4 << 10, 0), "1.2.3")) {
      Chains.settle(log);
      // The next file cannot be opened, because a folder is in its place.
      Path inTheWay = AuditFolder.file(log.folder(), 2);
      Files.createDirectories(inTheWay.resolve("x"));
      ToolCatalog tools =
          SteppedTools.of(
              new CallAudit(new CallRecords(log), tool -> "closed"),
              held(
                  CompletableFuture.completedFuture(new Success(ToolOutput.NONE)),
                  PlanFilter.NONE));
      assertInstanceOf(Success.class, outcome(tools));
      while (log.condition().trouble().isEmpty()) {
        log.record(Chains.record("order"));
        Chains.settle(log);
      }
      Rejected refused = assertInstanceOf(Rejected.class, outcome(tools));
      assertEquals(Refusal.UNRECORDED, refused.refusal());
      Files.delete(inTheWay.resolve("x"));
      Files.delete(inTheWay);
      Await.until(
          "the end of the trouble",
          log::condition,
          () -> {
            Chains.settle(log);
            return log.condition().trouble().isEmpty();
          });
      assertInstanceOf(Success.class, outcome(tools));
    }
    Path folder = dir.resolve(Chains.NAME);
    assertTrue(Chains.verify(folder).broken().isEmpty());
    assertEquals(
        "resource_exhausted: audit",
        Chains.records(folder, "nmap").stream()
            .filter(record -> record.path("decision").asText().equals("refused"))
            .findFirst()
            .orElseThrow()
            .path("rule")
            .asText());
  }

  private static ToolOutcome outcome(ToolCatalog tools) {
    return tools.call(call(), Progress.NONE).outcome().toCompletableFuture().join();
  }
}
