package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.store.LabDisk;
import io.switchgear.store.LabDisk.Trouble;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The response to an order says whether the order is on disk. An order on disk survives a kill. */
@Tag("network")
@Tag("process")
class OrdersOnBadDisksTest {

  @TempDir private Path folder;

  private LabDisk disk;

  @BeforeEach
  void makeTheDisk() {
    disk = LabDisk.in(folder);
  }

  @AfterEach
  void removeTheDisk() {
    disk.close();
  }

  private static JsonNode hold(OperatorDesk desk, String reason) {
    try {
      return OperatorDesk.json(
          desk.order(
              OperatorDesk.PORT_SCAN + "/hold-open",
              "{\"operator\":\"ann\",\"reason\":\"" + reason + "\"}"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String stored(JsonNode ordered) {
    return ordered.path("stored").asText(ordered.toString());
  }

  /**
   * Sends orders until one is stored in this way. The file may first have free space for some
   * states.
   */
  private static void awaitStored(OperatorDesk desk, String answer) {
    Await.until(
        "an order that is stored: " + answer, () -> stored(hold(desk, "again")).equals(answer));
  }

  private static JsonNode health(OperatorDesk desk, String check) {
    try {
      return OperatorDesk.json(desk.get("/health")).path("checks").path(check);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Trouble.class, names = "FOLDER_REMOVED", mode = EnumSource.Mode.EXCLUDE)
  void anOrderIsPendingWhileTheDiskIsBadAndStoredAgainAfterwards(Trouble trouble) throws Exception {
    Path data = disk.place().resolve("data");
    try (OperatorDesk desk = new OperatorDesk(data, Map.of("switchgear.health.interval", "5s"))) {
      JsonNode well = hold(desk, "moving the rack");
      assertEquals("yes", stored(well), well::toString);
      assertFalse(well.has("stored_detail"));
      trouble.begin(disk);
      awaitStored(desk, "pending");
      JsonNode pending = hold(desk, "the disk is bad");
      assertEquals("pending", stored(pending), pending::toString);
      assertEquals("hold-open", pending.path("mode").asText(), "it is in effect");
      assertTrue(
          pending.path("stored_detail").asText().contains("not in the store yet"),
          pending::toString);
      Await.until(
          "an unhealthy store",
          () -> health(desk, "store"),
          () -> health(desk, "store").path("status").asText().equals("unhealthy"));
      assertEquals(200, desk.get("/api/v1/breakers").statusCode(), "calls are answered");
      trouble.end(disk);
      awaitStored(desk, "yes");
      assertEquals("yes", stored(hold(desk, "the last word")));
    }
    try (OperatorDesk desk = new OperatorDesk(data, false)) {
      assertEquals(
          "the last word",
          OperatorDesk.json(desk.get(OperatorDesk.PORT_SCAN)).at("/override/reason").asText());
    }
  }

  @Test
  void anOrderThatWaitedIsWrittenByItselfAndSurvivesAKill() throws Exception {
    Map<String, String> often = Map.of("SWITCHGEAR_HEALTH_INTERVAL", "5s");
    try (ServerProcess server = ServerProcess.start(disk.place(), often)) {
      OperatorDesk desk = new OperatorDesk(server.url());
      Trouble.FULL.begin(disk);
      awaitStored(desk, "pending");
      assertEquals("pending", stored(hold(desk, "no room")));
      // Otherwise the next check could read a health report from before the fault.
      Await.until(
          "an unhealthy store",
          () -> health(desk, "store"),
          () -> health(desk, "store").path("status").asText().equals("unhealthy"));
      Trouble.FULL.end(disk);
      Await.until(
          "orders that are saved again",
          () -> health(desk, "store"),
          () -> health(desk, "store").path("message").asText().contains("are saved"));
      server.process().destroyForcibly();
      server.ended();
    }
    try (ServerProcess server = ServerProcess.start(disk.place(), Map.of())) {
      JsonNode after =
          OperatorDesk.json(new OperatorDesk(server.url()).get(OperatorDesk.PORT_SCAN));
      assertEquals("no room", after.at("/override/reason").asText(), after::toString);
      server.process().destroyForcibly();
      server.ended();
    }
  }
}
