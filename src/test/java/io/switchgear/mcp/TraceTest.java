package io.switchgear.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.mcp.FixtureTools.SlowCall;
import io.switchgear.mcp.exchange.Exchange;
import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.TraceContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** W3C trace context on its way from a request to the tool. */
class TraceTest {

  private static final String IN_META = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String IN_HEAD = "00-11111111111111111111111111111111-2222222222222222-00";

  private final TestClient talk = new TestClient();

  private static RequestHead head(String version, String session) {
    return new RequestHead(
        Optional.ofNullable(version),
        Optional.ofNullable(version).map(present -> "tools/call"),
        Optional.ofNullable(version).map(present -> "slow"),
        Optional.ofNullable(session),
        Optional.empty(),
        Map.of(),
        TraceContext.parse(IN_HEAD, "head=1", null));
  }

  private Optional<TraceContext> seen(RequestHead head, String params) throws Exception {
    Exchange exchange =
        talk.start(head, TestClient.request("1", "tools/call", "'name':'slow'" + params));
    SlowCall slow = talk.tools.nextSlow();
    slow.complete("done");
    TestClient.await(exchange);
    return slow.call.trace();
  }

  private static String meta(String more) {
    return "," + TestClient.ENVELOPE.substring(0, TestClient.ENVELOPE.length() - 1) + more + "}";
  }

  @Test
  void theEnvelopesTraceReachesTheToolWhole() throws Exception {
    TraceContext trace =
        seen(
                head("2026-07-28", null),
                meta(",'traceparent':'" + IN_META + "','tracestate':'a=1','baggage':'b=2'"))
            .orElseThrow();
    assertEquals(IN_META, trace.traceparent());
    assertEquals(Optional.of("a=1"), trace.state());
    assertEquals(Optional.of("b=2"), trace.baggage());
  }

  @Test
  void theHeaderCountsWhereTheEnvelopeNamesNoTrace() throws Exception {
    TraceContext trace =
        seen(head("2026-07-28", null), meta(",'tracestate':'of=nothing'")).orElseThrow();
    assertEquals(IN_HEAD, trace.traceparent());
    assertEquals(Optional.of("head=1"), trace.state());
  }

  @Test
  void aWrongTraceIsNoneAndNoError() throws Exception {
    for (String wrong : new String[] {"'x'", "5", "{}", "[]", "'" + IN_META + "\\n'"}) {
      assertEquals(
          Optional.empty(), seen(head("2026-07-28", null), meta(",'traceparent':" + wrong)), wrong);
    }
  }

  @Test
  void legacyCallsHaveTracesToo() throws Exception {
    String session = talk.initialize("2025-11-25");
    assertEquals(
        IN_META,
        seen(head(null, session), ",'_meta':{'traceparent':'" + IN_META + "'}")
            .orElseThrow()
            .traceparent());
    assertEquals(IN_HEAD, seen(head(null, session), "").orElseThrow().traceparent());
  }
}
