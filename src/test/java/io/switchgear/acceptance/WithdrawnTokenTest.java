package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Open streams, calls and sessions of a token that a reload withdraws or narrows. */
@Tag("network")
@Tag("process")
class WithdrawnTokenTest extends AccessFixture {

  /** Kinds of open streams and calls of principal {@code ci}. */
  private enum Open {
    LISTEN {
      @Override
      HttpRequest.Builder request(Visitor ci) {
        return listen(ci);
      }
    },
    CALL {
      @Override
      HttpRequest.Builder request(Visitor ci) {
        return ci.modern("tools/call", "port_scan", "'name':'port_scan','arguments':" + SLOW);
      }
    },
    SESSION {
      @Override
      HttpRequest.Builder request(Visitor ci) throws Exception {
        return ci.request("/mcp").header("Mcp-Session-Id", ci.initialize());
      }
    },
    SESSION_CALL {
      @Override
      HttpRequest.Builder request(Visitor ci) throws Exception {
        return ci.legacy(
            ci.initialize(),
            "{'jsonrpc':'2.0','id':9,'method':'tools/call','params':{'name':'port_scan',"
                + "'arguments':"
                + SLOW
                + "}}");
      }
    },
    EVENTS {
      @Override
      HttpRequest.Builder request(Visitor ci) {
        return ci.request("/api/v1/events");
      }
    };

    private static final String SLOW = "{'targets':['127.0.0.1'],'ports':'1-1000','rate':5}";

    abstract HttpRequest.Builder request(Visitor ci) throws Exception;
  }

  static Stream<String> withdrawals() {
    return Stream.of(
        tokens(), tokens(token("ci", CI, "\"tools:read\"")), tokens(token("ci", NEXT, ALL)));
  }

  @ParameterizedTest
  @MethodSource("withdrawals")
  void whatIsOpenInTheNameOfAWithdrawnOrNarrowedTokenEnds(String change) throws Exception {
    try (Visitor ci = with(CI);
        Visitor ops = with(OPS)) {
      Map<Open, CompletableFuture<String>> bodies = new EnumMap<>(Open.class);
      for (Open way : Open.values()) {
        InputStream open = ci.open(way.request(ci)).body();
        bodies.put(
            way,
            CompletableFuture.supplyAsync(
                () -> text(open), task -> Thread.startVirtualThread(task)));
      }
      reload(change);
      for (Map.Entry<Open, CompletableFuture<String>> each : bodies.entrySet()) {
        String told = Await.result("the end of " + each.getKey(), each.getValue());
        assertFalse(told.contains("structuredContent"), each.getKey() + ": " + told);
      }
      Await.until("the end of the calls", () -> active(ops), () -> active(ops) == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "wider", "another"})
  void whatIsOpenInTheNameOfATokenThatMayDoNoLessStays(String change) throws Exception {
    try (Visitor ci = with(CI);
        Visitor ops = with(OPS)) {
      String session = ci.initialize();
      InputStream open = ci.open(ci.request("/api/v1/events")).body();
      reload(
          switch (change) {
            case "same" -> "switchgear.log.level = INFO";
            case "wider" -> tokens(token("ci", CI, ALL + ",\"ops:write\""));
            default -> tokens(token("ci", CI, ALL), token("new", NEXT, ALL));
          });
      ops.post("/api/v1/breakers/nmap/reset", "{\"reason\":\"still-there\"}");
      assertTrue(
          new BufferedReader(new InputStreamReader(open, StandardCharsets.UTF_8))
              .lines()
              .anyMatch(line -> line.contains("still-there")));
      open.close();
      assertEquals(
          200, ci.send(ci.legacy(session, "{'jsonrpc':'2.0','id':1,'method':'ping'}")).status());
    }
  }

  @Test
  void aSessionOfAWithdrawnTokenIsGoneWhenItsNameComesBack() throws Exception {
    String session;
    try (Visitor ci = with(CI)) {
      session = ci.initialize();
    }
    reload(tokens());
    reload();
    try (Visitor ci = with(CI)) {
      assertEquals(
          404, ci.send(ci.legacy(session, "{'jsonrpc':'2.0','id':1,'method':'ping'}")).status());
    }
  }

  private static int active(Visitor ops) {
    try {
      return ops.get("/api/v1/breakers/port_scan").json().path("active_calls").asInt();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(InputStream body) {
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException cut) {
      return cut.toString();
    }
  }
}
