package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Malformed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The maximum size of a request (row N1). */
class ScanScopeSizeTest {

  private final ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 256, '16,777,216', 10.0.0.0/24",
    "10.0.0.0/8, 1000, '16,777,216', 10.0.0.0/23",
    "10.0.0.0/8, 1, '16,777,216', 10.0.0.0",
    "192.168.0.0/16, 65535, '65,536', 192.168.0.0/17",
    "127.0.0.1-9, 8, 9, 127.0.0.4/30",
    "127.0.0.1-2, 1, 2, 127.0.0.1",
    "fd00::/64, 256, '18,446,744,073,709,551,616', fd00::/120",
    "fd00::/64, 9223372036854775807, '18,446,744,073,709,551,616', fd00::/66",
    "fc00::/8, 1, '1,329,227,995,784,915,872,903,807,060,280,344,576', fc00::",
  })
  void aBlockTooLargeIsCountedAndAnExampleGiven(
      String target, long maxHosts, String count, String example) throws Exception {
    Malformed refusal = assertInstanceOf(Malformed.class, Scopes.check(scope, maxHosts, target));

    assertEquals(target, refusal.target());
    assertTrue(refusal.message().contains(count + " addresses"), refusal.message());
    assertTrue(refusal.message().contains("such as " + example + "."), refusal.message());
    assertTrue(refusal.message().contains("%,d are allowed".formatted(maxHosts)));
    assertInstanceOf(Allowed.class, Scopes.check(scope, maxHosts, example));
  }

  @Test
  void theLimitIsOnTheUnion() throws Exception {
    assertInstanceOf(
        Allowed.class, Scopes.check(scope, 256, "10.0.0.0/24", "10.0.0.7", "10.0.0.128/25"));
    Malformed refusal =
        assertInstanceOf(
            Malformed.class, Scopes.check(scope, 256, "10.0.1.1", "10.0.0.0/24", "10.0.0.7"));

    assertEquals("10.0.0.0/24", refusal.target());
    assertTrue(refusal.message().contains("3 targets"), refusal.message());
    assertTrue(refusal.message().contains("257 addresses; at most 256"), refusal.message());
  }

  @Test
  void theNumberOfTargetsIsCheckedBeforeAnyIsRead() throws Exception {
    List<String> most = Collections.nCopies(ScanScope.MAX_TARGETS, "127.0.0.1");
    List<String> tooMany = new ArrayList<>(most);
    tooMany.add("\0");

    assertInstanceOf(Allowed.class, Scopes.check(scope, 1, most.toArray(String[]::new)));
    Malformed refusal = Scopes.malformed(scope, tooMany.toArray(String[]::new));

    assertEquals("", refusal.target());
    assertTrue(refusal.message().contains("1,025 targets"), refusal.message());
    assertTrue(refusal.message().contains("at most 1,024"), refusal.message());
  }

  @Test
  void noTargetIsRefused() throws Exception {
    assertTrue(Scopes.malformed(scope).message().contains("No target"));
  }

  @Test
  void aNullTargetIsRefusedAsEmpty() throws Exception {
    ScopeDecision decision =
        scope
            .check(Scopes.ANYONE, Collections.singletonList(null), List.of(), 1)
            .toCompletableFuture()
            .get();

    assertTrue(assertInstanceOf(Malformed.class, decision).message().contains("empty"));
  }

  @Test
  void overlongTextIsRefusedAndNotEchoed() throws Exception {
    for (String target :
        List.of(
            "a".repeat(254),
            "1".repeat(1_000_000),
            "a.".repeat(126) + "ab",
            "\0".repeat(100_000))) {
      Malformed refusal = Scopes.malformed(scope, target);

      assertTrue(refusal.message().contains("longer than 253"), refusal.message());
      assertTrue(refusal.message().length() < 500, refusal.message());
      assertTrue(refusal.target().length() < 100, refusal.target());
    }
    assertTrue(Scopes.malformed(scope, "a".repeat(64) + ".lab.internal").message().contains("63"));
  }

  @Test
  void aLimitBelowOneIsABug() {
    assertThrows(
        IllegalArgumentException.class,
        () -> scope.check(Scopes.ANYONE, List.of("127.0.0.1"), List.of(), 0));
  }

  @Test
  void manyScatteredTargetsAreMerged() throws Exception {
    String[] single =
        IntStream.range(0, 1024)
            .map(i -> i * 5 % 1024)
            .mapToObj(i -> "10.0.%d.%d".formatted(i / 256, i % 256))
            .toArray(String[]::new);

    assertEquals(List.of("10.0.0.0/22"), Scopes.allowed(scope, single).specs());
  }
}
