package io.switchgear.cluster.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.report.Reports.Cancellation;
import io.switchgear.cluster.report.Reports.Told;
import io.switchgear.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reports of nodes, and questions to nodes that answer, that do not, and that are gone. */
@Tag("network")
@Tag("process")
class ReportsTest {

  /** Runs the call "7", and may fall silent. */
  private static final class Answers implements NodeAnswers {

    private final int calls;
    private volatile boolean silent;

    Answers(int calls) {
      this.calls = calls;
    }

    @Override
    public CompletionStage<NodeWork> work() {
      return CompletableFuture.completedFuture(
          new NodeWork(
              Optional.of("healthy"),
              List.of(),
              calls,
              0,
              Optional.of(1),
              Optional.empty(),
              false,
              Map.of("nmap", "hold-open")));
    }

    @Override
    public CompletionStage<String> healthJson() {
      return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture("{}");
    }

    @Override
    public String callsJson() {
      if (silent) {
        throw new IllegalStateException("a bug");
      }
      return "{\"calls\":[]}";
    }

    @Override
    public CompletionStage<Optional<String>> cancel(String id, String operator, String reason) {
      return CompletableFuture.completedFuture(
          id.equals("7") ? Optional.of(operator + ": " + reason) : Optional.empty());
    }
  }

  private static Reports start(LabNode node, Answers answers) {
    return Reports.start(node.system(), node.name(), node.members(), answers, System::nanoTime);
  }

  private static PeerDocument health(Reports reports) {
    return only(Await.result("health", reports.health("b"::equals)));
  }

  private static PeerDocument only(List<PeerDocument> documents) {
    assertEquals(1, documents.size(), documents::toString);
    return documents.getFirst();
  }

  private static List<String> silent(Reports reports) {
    return Await.result("no end", reports.cancel("8", "ann", "why")).silent();
  }

  @Test
  void nodesReportAndAnswer() {
    try (ClusterLab lab = new ClusterLab("a")) {
      lab.startAll("a", "b", "c");
      Answers answers = new Answers(5);
      Reports ofA = start(lab.node("a"), new Answers(1));
      start(lab.node("b"), answers);
      start(lab.node("c"), new Answers(0));
      List<Told> told = Await.value("the reports", ofA::all, all -> all.size() == 3);
      assertEquals(List.of("a", "b", "c"), told.stream().map(Told::node).toList());
      assertEquals(5, told.get(1).work().calls());
      assertEquals("hold-open", told.get(1).work().orders().get("nmap"));

      assertEquals(Optional.of("{}"), health(ofA).json());
      assertTrue(Await.result("none", ofA.health(node -> node.equals("a"))).isEmpty());
      Cancellation done = Await.result("the end", ofA.cancel("7", "ann", "why"));
      assertEquals(Optional.of("ann: why"), done.outcome());
      Cancellation unknown = Await.result("no end", ofA.cancel("8", "ann", "why"));
      assertEquals(new Cancellation(Optional.empty(), List.of()), unknown);

      answers.silent = true;
      Await.until("b has fallen silent", () -> health(ofA), () -> !health(ofA).answered());
      assertEquals(Optional.of("{}"), health(ofA).json(), "the last that it said");
      assertTrue(health(ofA).age().orElseThrow().compareTo(Duration.ofMillis(500)) > 0);
      PeerDocument never = only(Await.result("calls", ofA.calls("b"::equals)));
      assertFalse(never.answered());
      assertTrue(never.json().isEmpty() && never.age().isEmpty(), never::toString);

      // The bug has not ended the actor.
      answers.silent = false;
      Await.until("b answers again", () -> health(ofA), () -> health(ofA).answered());

      lab.kill("b");
      Await.until(
          "b is not asked",
          () -> ofA.all(),
          () -> silent(ofA).equals(List.of("b")) || ofA.all().size() == 2);
      Await.until("b is gone", () -> ofA.all(), () -> ofA.all().size() == 2);
      assertTrue(Await.result("none", ofA.health("b"::equals)).isEmpty());
    }
  }
}
