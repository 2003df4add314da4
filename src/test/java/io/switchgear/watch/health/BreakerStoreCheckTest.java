package io.switchgear.watch.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.config.Settings;
import io.switchgear.scope.ScanScope;
import io.switchgear.store.Store;
import io.switchgear.supervisor.BreakerPersistence;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.testing.Await;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.watch.events.BreakerChanges;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerStoreCheckTest {

  private static final String TOOL = "port_scan";

  private final ActorTestKit kit = ActorTestKit.create();
  private final Store store = Store.inMemory();
  private final BreakerPersistence breakers = new BreakerPersistence(store);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    store.close();
  }

  private SupervisedTools followed() {
    Settings settings = Settings.load(Optional.empty(), Map.of());
    ToolEntry entry =
        new ToolEntry(
            new PortScanTool(new ScanScope(settings.scope()), settings.portScan(), 40_000),
            settings.tool(TOOL).protection(),
            Optional.ofNullable(breakers.mementos().get(TOOL)));
    SupervisedTools tools =
        SupervisedTools.of(kit.system(), kit.spawn(ToolRegistry.create(List.of(entry))))
            .toCompletableFuture()
            .join();
    EventLog events = new EventLog("here");
    tools.subscribe(new EventSources(events));
    breakers.follow(tools);
    BreakerChanges.follow(events, breakers::save);
    return tools;
  }

  private static void order(SupervisedTools tools, OperatorOrder.Action action) {
    assertInstanceOf(
        OrderResult.Applied.class,
        tools
            .operate(TOOL, action, "ann", "a test", Optional.empty())
            .toCompletableFuture()
            .join());
  }

  @Test
  void aTransitionIsWrittenSoonAndReadAtTheNextStart() {
    order(followed(), OperatorOrder.Action.OPEN);
    Await.until("a memento", this::finding, () -> breakers.mementos().containsKey(TOOL));
    assertEquals(BreakerState.OPEN, followed().snapshots().getFirst().state());
  }

  @Test
  void whatWasNotYetWrittenIsWrittenAtTheEnd() {
    order(followed(), OperatorOrder.Action.HOLD_OPEN);
    breakers.close();
    assertEquals(BreakerState.OPEN, breakers.mementos().get(TOOL).state());
  }

  @Test
  void aStoreThatFailsStopsNoCallAndShowsInTheHealth() {
    SupervisedTools tools = followed();
    assertEquals(HealthStatus.HEALTHY, finding().status());
    store.close();
    order(tools, OperatorOrder.Action.OPEN);
    Await.until("an unhealthy store", this::finding, () -> isUnhealthy());
    assertTrue(finding().message().contains("Calls are not affected"), finding()::message);
    order(tools, OperatorOrder.Action.CLOSE);
    assertEquals(BreakerState.CLOSED, tools.snapshots().getFirst().state());
    assertEquals(Map.of(), breakers.mementos(), "nor does it stop the start");
  }

  private HealthCheck.Finding finding() {
    return BreakerStoreCheck.finding(breakers);
  }

  private boolean isUnhealthy() {
    try {
      return finding().status() == HealthStatus.UNHEALTHY;
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  @Test
  void aStateThatCannotBeUnderstoodIsLeftOut() {
    store
        .breakerStates()
        .save(TOOL, JsonNodeFactory.instance.objectNode().put("state", "AJAR"), Instant.now());
    assertEquals(Map.of(), breakers.mementos());
  }
}
