package io.switchgear.calls.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UnlistedTools;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownHostsTest {

  private static final Caller ADA = new Caller("ada", Set.of());
  private static final Caller BOB = new Caller("bob", Set.of());

  private final KnownHosts hosts = new KnownHosts();

  private static ArrayNode targets(String... targets) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    List.of(targets).forEach(array::add);
    return array;
  }

  @Test
  void theNewestComeFirstAndEachOnce() {
    hosts.scanned(ADA, targets("10.0.0.1", "10.0.0.2"));
    hosts.scanned(ADA, targets("10.0.0.1"));
    assertEquals(List.of("10.0.0.1", "10.0.0.2"), hosts.of(ADA));
  }

  @Test
  void nobodyIsToldWhatOthersScan() {
    hosts.scanned(ADA, targets("10.0.0.1"));
    assertEquals(List.of(), hosts.of(BOB));
  }

  @Test
  void whatIsNoHostIsLeftOut() {
    hosts.scanned(ADA, targets(" ", "x".repeat(256), "db.lab.internal").add(5));
    hosts.scanned(ADA, JsonNodeFactory.instance.textNode("10.0.0.1"));
    assertEquals(List.of("db.lab.internal"), hosts.of(ADA));
  }

  @Test
  void bothHostsAndCallersAreBounded() {
    hosts.scanned(BOB, targets("10.0.0.1"));
    IntStream.range(0, KnownHosts.MAX_CALLERS)
        .forEach(i -> hosts.scanned(new Caller("c" + i, Set.of()), targets("10.0.0.2")));
    assertEquals(List.of(), hosts.of(BOB));
    IntStream.range(0, 100).forEach(i -> hosts.scanned(ADA, targets("10.0.1." + i)));
    hosts.scanned(
        ADA, targets(IntStream.range(0, 500).mapToObj(i -> "h" + i).toArray(String[]::new)));
    assertEquals(KnownHosts.MAX_HOSTS, hosts.of(ADA).size());
  }

  @Test
  void onlySuccessfulScansOfTheToolItselfAreRemembered() {
    remembered(new ToolOutcome.Success(ToolOutput.text("up")), "10.0.0.1");
    remembered(new ToolOutcome.OutOfScope("10.0.0.2", "default", "not yours"), "10.0.0.2");
    remembered(
        new ToolOutcome.Success(
            new ToolOutput(
                List.of(),
                Optional.empty(),
                Optional.of(new Fallback.Fixed("open", Optional.empty())))),
        "10.0.0.3");
    assertEquals(List.of("10.0.0.1"), hosts.of(ADA));
  }

  private void remembered(ToolOutcome outcome, String target) {
    UnlistedTools tools = UnlistedTools.ending(outcome);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.set("targets", targets(target));
    ToolRun run =
        SteppedTools.of(new RecentTargets(hosts), tools)
            .call(new ToolCall("1", "scan", arguments, ADA), Progress.NONE);
    assertEquals(outcome, run.outcome().toCompletableFuture().join());
  }
}
