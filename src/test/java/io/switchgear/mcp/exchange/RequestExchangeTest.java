package io.switchgear.mcp.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.mcp.wire.Era;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RequestExchangeTest {

  private final List<StopReason> stops = new ArrayList<>();

  private final MethodResult.Running running =
      new MethodResult.Running() {
        @Override
        public CompletionStage<MethodResult.Ready> ready() {
          return new CompletableFuture<>();
        }

        @Override
        public void listen(Consumer<McpEvent> events) {}

        @Override
        public void stop(StopReason reason) {
          stops.add(reason);
        }
      };

  @Test
  void aStopThatComesBeforeTheRunIsNotLost() {
    RequestExchange exchange = new RequestExchange(Era.LEGACY, Optional.empty());
    exchange.stop(StopReason.CANCELLED);
    exchange.runs(running);
    assertEquals(List.of(StopReason.CANCELLED), stops);
  }

  @Test
  void aStopThatComesAfterwardsReachesTheRun() {
    RequestExchange exchange = new RequestExchange(Era.LEGACY, Optional.empty());
    exchange.runs(running);
    assertEquals(List.of(), stops);
    exchange.stop(StopReason.SHUTDOWN);
    assertEquals(List.of(StopReason.SHUTDOWN), stops);
  }

  @Test
  void leavingCancelsOnlyInTheModernEra() {
    RequestExchange legacy = new RequestExchange(Era.LEGACY, Optional.empty());
    legacy.runs(running);
    legacy.callerGone();
    assertEquals(List.of(), stops);
    RequestExchange modern = new RequestExchange(Era.MODERN, Optional.empty());
    modern.runs(running);
    modern.callerGone();
    assertEquals(List.of(StopReason.CANCELLED), stops);
  }
}
