package io.switchgear.mcp.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.exchange.RequestState.Redeemed;
import io.switchgear.mcp.exchange.UsedStates.Use;
import io.switchgear.mcp.wire.ErrorCode;
import io.switchgear.mcp.wire.Refusal;
import io.switchgear.testing.Await;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestStateTest {

  private static final byte[] KEY = McpServer.randomKey();
  private static final String CALL = "{'name':'nmap','arguments':{'targets':['a'],'ports':'1'}}";

  private static final String REQUEST = RequestState.digest("tools/call", FixtureTools.json(CALL));

  private Instant now = Instant.EPOCH;

  private RequestState process() {
    return new RequestState(KEY, (InstantSource) () -> now);
  }

  private static boolean holds(RequestState states, String token, String who, String request) {
    return redeem(states, token, who, request) instanceof Redeemed.Valid;
  }

  private static Redeemed redeem(RequestState states, String token, String who, String request) {
    return Await.result("the redemption", states.redeem(token, who, request));
  }

  private static boolean holds(RequestState states, String token) {
    return holds(states, token, "ann", REQUEST);
  }

  private static String issue(RequestState states, boolean singleUse) {
    return states.issue(
        "ann",
        REQUEST,
        new RequestState.Content(
            FixtureTools.json("{'options':'vuln'}"), Set.of("intrusive"), Map.of(), singleUse));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // who, method, params, whether it holds
        "ann | tools/call  | {'name':'nmap','arguments':{'targets':['a'],'ports':'1'}} | true",
        "ann | tools/call  | {'arguments':{'ports':'1','targets':['a']},'name':'nmap'} | true",
        "ann | tools/call  | {'name':'nmap','arguments':{'targets':['a'],'ports':'1'},'_meta':{}} |"
            + " true",
        "bob | tools/call  | {'name':'nmap','arguments':{'targets':['a'],'ports':'1'}} | false",
        "ann | prompts/get | {'name':'nmap','arguments':{'targets':['a'],'ports':'1'}} | false",
        "ann | tools/call  | {'name':'scan','arguments':{'targets':['a'],'ports':'1'}} | false",
        "ann | tools/call  | {'name':'nmap','arguments':{'targets':['b'],'ports':'1'}} | false",
        "ann | tools/call  | {'name':'nmap','arguments':{'targets':['a'],'ports':'1','x':1}} |"
            + " false",
        "ann | tools/call  | {'name':'nmap','arguments':{'targets':['a']}} | false",
        "ann | tools/call  | {'name':'nmap'} | false",
      })
  void aConsentIsBoundToItsPrincipalToolAndArguments(
      String who, String method, String params, boolean holds) {
    RequestState states = process();
    ObjectNode asked = FixtureTools.json(params);
    assertEquals(
        holds, holds(states, issue(states, true), who, RequestState.digest(method, asked)));
  }

  @ParameterizedTest
  @CsvSource({
    // single use, second time, by another process with the same key
    "true,  false, false",
    "false, true,  true",
  })
  void oneForASingleUseHoldsOnceAndInItsProcess(boolean single, boolean again, boolean elsewhere) {
    RequestState states = process();
    String token = issue(states, single);
    assertEquals(elsewhere, holds(process(), token));
    assertFalse(holds(states, token, "bob", REQUEST), "and uses none up");
    assertTrue(holds(states, token));
    assertEquals(again, holds(states, token));
  }

  @Test
  void itHoldsForItsLifetime() {
    RequestState states = process();
    String token = issue(states, true);
    now = now.plus(RequestState.LIFETIME);
    assertFalse(holds(states, token));
  }

  @Test
  void manyUsedOnesMakeRoomWhenTheyHaveExpired() {
    RequestState states = process();
    for (int i = 0; i < 10_000; i++) {
      assertTrue(holds(states, issue(states, true)));
    }
    assertFalse(holds(states, issue(states, true)));
    now = now.plus(RequestState.LIFETIME);
    assertTrue(holds(states, issue(states, true)));
  }

  private static SealingKey key(String id) {
    return new SealingKey(id, SealingKey.randomSecret());
  }

  private RequestState with(SealingKey sealing, SealingKey... others) {
    List<SealingKey> all = new ArrayList<>(List.of(others));
    all.add(sealing);
    return new RequestState(
        SealingKeys.shared(() -> new SealingKeys.Keys(sealing, all), (delay, task) -> {}, () -> 0L),
        new UsedTickets(() -> now),
        () -> now);
  }

  @Test
  void aStateNamesItsKeyAndHoldsWhereThatIsInForce() {
    SealingKey first = key("first");
    SealingKey second = key("second");
    String token = issue(with(first), false);
    assertTrue(token.startsWith("v2.first."), token);
    assertTrue(holds(with(first), token));
    assertTrue(holds(with(second, first), token), "after a rotation");
    assertFalse(holds(with(key("first")), token), "another key of that id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what is replaced, by what
        "v2.first. | v2.second.",
        "v2.first. | v1.",
        "v2.first. | v2.",
        "v2.first. | v2..",
        "v2.first. | v3.first.",
        "v2.first. | first.",
        "v2.first. | v2.first.e30.",
        "$         | .x",
        "$         | x",
        "^         | x",
        ".*        | v2.first..",
        ".*        | v2.first",
        ".*        | ...",
      })
  void aChangedStateIsRefused(String part, String other) {
    SealingKey first = key("first");
    RequestState states = with(first, key("second"));
    String token = issue(states, false);
    String changed = token.replaceFirst(part.replace("v2.first.", "v2\\.first\\."), other);
    assertNotEquals(token, changed);
    assertFalse(holds(states, changed), changed);
    assertTrue(holds(states, token));
  }

  /** As version 1 had it: signed by the key of its process, without an id. */
  @Test
  void aStateOfTheEarlierFormatHoldsIfItsKeyIsInForce() {
    SealingKey first = key("first");
    String payload = issue(with(first), false).split("\\.")[2];
    String signed = "v1." + payload;
    assertTrue(holds(with(key("second"), first), signed + "." + first.sign(signed)));
    assertFalse(holds(with(key("second")), signed + "." + first.sign(signed)));
  }

  @ParameterizedTest
  @CsvSource({"FIRST, true, ''", "REFUSED, false, -32602", "UNKNOWN, false, -32603"})
  void whetherAStateWasUsedIsKnownToAllWhoShareTheUses(Use use, boolean valid, String code) {
    UsedStates used =
        new UsedStates() {
          @Override
          public String ticket() {
            return "t";
          }

          @Override
          public CompletionStage<Use> redeem(String ticket, Instant expires) {
            assertEquals("t", ticket);
            return CompletableFuture.completedFuture(use);
          }
        };
    RequestState states =
        new RequestState(SealingKeys.fixed(key("k")), used, (InstantSource) () -> now);
    Redeemed redeemed = redeem(states, issue(states, true), "ann", REQUEST);
    assertEquals(valid, redeemed instanceof Redeemed.Valid);
    if (redeemed instanceof Redeemed.Refused(Refusal refusal)) {
      assertEquals(
          Map.of("-32602", ErrorCode.INVALID_PARAMS, "-32603", ErrorCode.INTERNAL_ERROR).get(code),
          refusal.code());
      assertEquals(use == Use.UNKNOWN, refusal.message().contains("database"), refusal.message());
    }
  }

  @Test
  void sharedTicketsServeOnceAndAreKeptWhileTheirPlaceFails() {
    Set<String> noted = new HashSet<>();
    UsedStates one = new SharedTickets(noted::add);
    UsedStates two = new SharedTickets(noted::add);
    UsedStates failing =
        new SharedTickets(
            ticket -> {
              throw new IllegalStateException("no database");
            });
    String ticket = one.ticket();
    assertTrue(ticket.length() <= 64 && !ticket.equals(one.ticket()), ticket);
    assertEquals(Use.UNKNOWN, use(failing, ticket));
    assertEquals(Use.FIRST, use(two, ticket));
    assertEquals(Use.REFUSED, use(one, ticket));
    String ofOneProcess = new UsedTickets(() -> now).ticket();
    assertEquals(Use.REFUSED, use(one, ofOneProcess), "that process may have used it");
    assertEquals(Use.REFUSED, use(new UsedTickets(() -> now), two.ticket()));
  }

  private Use use(UsedStates used, String ticket) {
    return Await.result("the use", used.redeem(ticket, now));
  }
}
