package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static Optional<String> state(String state) {
    return TraceContext.parse(PARENT, state, null).orElseThrow().state();
  }

  private static Optional<String> baggage(String baggage) {
    return TraceContext.parse(PARENT, null, baggage).orElseThrow().baggage();
  }

  @Test
  void theRecommendationsExampleIsRead() {
    TraceContext trace = TraceContext.parse(PARENT, "congo=t61rcWkgMzE", "a=1").orElseThrow();
    assertEquals("0af7651916cd43dd8448eb211c80319c", trace.traceId());
    assertEquals("b7ad6b7169203331", trace.parentId());
    assertEquals("01", trace.flags());
    assertEquals(PARENT, trace.traceparent());
    assertEquals(Optional.of("congo=t61rcWkgMzE"), trace.state());
    assertEquals(Optional.of("a=1"), trace.baggage());
  }

  @Test
  void ofALaterVersionTheKnownBeginningIsRead() {
    assertEquals(
        PARENT,
        TraceContext.parse("cc" + PARENT.substring(2) + "-what-the-future", null, null)
            .orElseThrow()
            .traceparent());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\nfaked log line",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, "
            + "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
      })
  void whatIsNoTraceparentIsNoTrace(String parent) {
    assertTrue(TraceContext.parse(parent, "a=b", "a=b").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rojo=00f067aa0ba902b7", "a=1,b=2", "a=1, b=2", "0tenant@vendor=x y z", "a=!~"})
  void aTracestateIsKeptAsItCame(String state) {
    assertEquals(Optional.of(state), state(state));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=1", "a", "A=1", "a=", "a=1,", "a=1\n", "a=ü", "a=1=2"})
  void aTracestateThatDoesNotFitIsDroppedAlone(String state) {
    assertTrue(state(state).isEmpty());
  }

  @Test
  void aTracestateOfTooManyMembersOrCharactersIsDropped() {
    assertTrue(state("a=1" + ",a=1".repeat(31)).isPresent());
    assertTrue(state("a=1" + ",a=1".repeat(32)).isEmpty());
    assertTrue(state("a=" + "x".repeat(511)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"userId=alice", "a = 1 , b=%20x", "k1=v1;p1;p2=x,k2=v2", "a=", "a=1;p = 2"})
  void baggageIsKeptAsItCame(String baggage) {
    assertEquals(Optional.of(baggage), baggage(baggage));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a=1,", "a b=1", "a=\"1\"", "a=1;", "a=x\\y", "a=1\r\nx: y"})
  void baggageThatDoesNotFitIsDroppedAlone(String baggage) {
    assertTrue(baggage(baggage).isEmpty());
  }

  @Test
  void theWorstBaggageIsReadInNoTime() {
    assertTrue(baggage("a=" + "x;a=".repeat(2_000) + "\"").isEmpty());
    assertTrue(baggage("a=1" + ",a=1".repeat(64)).isEmpty());
  }
}
