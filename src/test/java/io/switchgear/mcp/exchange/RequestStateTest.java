package io.switchgear.mcp.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpServer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestStateTest {

  private static final byte[] KEY = McpServer.randomKey();
  private static final String CALL = "{'name':'nmap','arguments':{'targets':['a'],'ports':'1'}}";

  private Instant now = Instant.EPOCH;

  private RequestState process() {
    return new RequestState(KEY, (InstantSource) () -> now);
  }

  private static String issue(RequestState states, boolean singleUse) {
    return states.issue(
        "ann",
        RequestState.digest("tools/call", FixtureTools.json(CALL)),
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
        holds,
        states.redeem(issue(states, true), who, RequestState.digest(method, asked)).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    // single use, second time, by another process with the same key
    "true,  false, false",
    "false, true,  true",
  })
  void oneForASingleUseHoldsOnceAndInItsProcess(boolean single, boolean again, boolean elsewhere) {
    RequestState states = process();
    ObjectNode params = FixtureTools.json(CALL);
    String token = issue(states, single);
    assertEquals(
        elsewhere,
        process().redeem(token, "ann", RequestState.digest("tools/call", params)).isPresent());
    assertEquals(
        false,
        states.redeem(token, "bob", RequestState.digest("tools/call", params)).isPresent(),
        "and uses none up");
    assertEquals(
        true, states.redeem(token, "ann", RequestState.digest("tools/call", params)).isPresent());
    assertEquals(
        again, states.redeem(token, "ann", RequestState.digest("tools/call", params)).isPresent());
  }

  @Test
  void itHoldsForItsLifetime() {
    RequestState states = process();
    String token = issue(states, true);
    now = now.plus(RequestState.LIFETIME);
    assertEquals(
        false,
        states
            .redeem(token, "ann", RequestState.digest("tools/call", FixtureTools.json(CALL)))
            .isPresent());
  }

  @Test
  void manyUsedOnesMakeRoomWhenTheyHaveExpired() {
    RequestState states = process();
    ObjectNode params = FixtureTools.json(CALL);
    for (int i = 0; i < 10_000; i++) {
      assertEquals(
          true,
          states
              .redeem(issue(states, true), "ann", RequestState.digest("tools/call", params))
              .isPresent());
    }
    String token = issue(states, true);
    assertEquals(
        false, states.redeem(token, "ann", RequestState.digest("tools/call", params)).isPresent());
    now = now.plus(RequestState.LIFETIME);
    String later = issue(states, true);
    assertEquals(
        true, states.redeem(later, "ann", RequestState.digest("tools/call", params)).isPresent());
  }
}
