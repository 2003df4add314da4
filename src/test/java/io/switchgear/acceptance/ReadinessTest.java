package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readiness of a server that is stopping, as a load balancer sees it. */
@Tag("network")
@Tag("process")
class ReadinessTest {

  @TempDir Path folder;

  @Test
  void aServerThatStopsSaysSoBeforeItRefusesAnybody() throws Exception {
    RunningServer server =
        RunningServer.start(folder, Map.of("switchgear.shutdown.announce", "5s"));
    try (Visitor visitor = new Visitor(server.mcp(), Optional.empty())) {
      assertEquals(200, visitor.get("/health/ready").status());
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> close(server));
      Await.until("a server that is not ready", () -> status(visitor, "/health/ready") == 503);
      assertEquals(200, status(visitor, "/health/live"), "an orchestrator must not restart it");
      Visitor.Seen done =
          visitor.call(
              "port_scan", "{'targets':['127.0.0.1'],'ports':'" + server.openPort() + "'}");
      assertEquals(
          List.of(server.openPort()),
          Answers.openPorts(done.json().path("result")),
          "a client that has not noticed is still served");
      Await.result("the stopped", stopped);
      assertTrue(isRefused(visitor));
    }
  }

  private static void close(RunningServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int status(Visitor visitor, String path) {
    try {
      return visitor.get(path).status();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isRefused(Visitor visitor) throws InterruptedException {
    try {
      visitor.get("/health/ready");
      return false;
    } catch (IOException refused) {
      return true;
    }
  }
}
