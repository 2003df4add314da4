package io.switchgear.scope;

import static io.switchgear.scope.Scopes.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.Lookups.Resolver;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.testing.Await;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanScopeExclusionsTest {

  private static final Map<String, InetAddress[]> NAMES =
      Map.of(
          "db.lab.internal",
          new InetAddress[] {address("10.0.0.5")},
          "two.lab.internal",
          new InetAddress[] {address("10.0.0.5"), address("fd00::5")},
          "out.lab.internal",
          new InetAddress[] {address("8.8.8.8")});

  private final ScanScope scope =
      Scopes.scope(
          Scopes.policy(List.of(), List.of("10.1.0.0/16")), ScanScopeExclusionsTest::resolve);

  private static InetAddress[] resolve(String name) throws UnknownHostException {
    if (!NAMES.containsKey(name)) {
      throw new UnknownHostException(name);
    }
    return NAMES.get(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/30|10.0.0.1|10.0.0.0 10.0.0.2/31|1|10.0.0.1",
        "10.0.0.0/24|10.0.0.0/25|10.0.0.128/25|128|10.0.0.0/25",
        "10.0.0.0/24|10.0.0.4-255|10.0.0.0/30|252|10.0.0.4/30",
        "10.0.0.1 10.0.0.2|10.0.0.2|10.0.0.1|1|10.0.0.2",
        "10.0.0.1 10.0.0.1|10.0.0.2|10.0.0.1|0|",
        "10.0.0.1|192.0.2.1 8.8.8.8 0.0.0.0/8|10.0.0.1|0|",
        "10.0.0.0/29|10.0.0.0/30 10.0.0.2-5|10.0.0.6/31|6|10.0.0.0/30",
        "10.0.0.4/30|db.lab.internal|10.0.0.4 10.0.0.6/31|1|10.0.0.5",
        "db.lab.internal 10.0.0.9|DB.lab.internal|10.0.0.9|1|10.0.0.5",
        "two.lab.internal|10.0.0.5|fd00::5|1|10.0.0.5",
        "two.lab.internal|fd00::/8|10.0.0.5|1|fd00::5",
        "fd00::/126|fd00::1|fd00:: fd00::2/127|1|fd00::1",
        "db.lab.internal 10.0.0.1|out.lab.internal|10.0.0.1 10.0.0.5|0|",
        "10.0.0.0/15|10.1.0.0/16|10.0.0.0/16|65536|10.1.0.0/16",
        "127.0.0.1 8.8.8.8|8.8.8.8|127.0.0.1|1|8.8.8.8",
        "out.lab.internal 127.0.0.1|8.8.8.0/24|127.0.0.1|1|8.8.8.8"
      })
  void whatIsExcludedIsNotAmongTheTargets(
      String targets, String exclude, String left, long count, String told) throws Exception {
    TargetSet set = assertInstanceOf(Allowed.class, check(targets, exclude, 1 << 20)).targets();
    assertEquals(List.of(left.split(" ")), set.specs());
    assertEquals(count > 0, set.exclusionNote().isPresent());
    if (count > 0) {
      String note = set.exclusionNote().get();
      assertTrue(note.contains(told) && note.contains(String.format("%,d", count)), note);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1|10.0.0.0/8|nothing is left to scan, as it covers every target (10.0.0.1)",
        "10.0.0.0/24 fd00::1|10.0.0.0/8 fd00::/16|nothing is left",
        "db.lab.internal|10.0.0.5|nothing is left",
        "db.lab.internal|db.lab.internal|nothing is left",
        "10.0.0.1|10.0.0.300|exclude: \"10.0.0.300\": is not an IPv4 address",
        "10.0.0.1|10.0.0.1/24|exclude: \"10.0.0.1/24\": has host bits set",
        "10.0.0.1|-|exclude: \"-\"",
        "10.0.0.1|::ffff:a00:1|exclude: \"::ffff:a00:1\": stands for IPv4 addresses",
        "10.0.0.1|gone.lab.internal|exclude: \"gone.lab.internal\": does not resolve"
      })
  void whatCannotBeLeftOutIsRefused(String targets, String exclude, String why) throws Exception {
    String message = assertInstanceOf(Malformed.class, check(targets, exclude, 1 << 20)).message();
    assertTrue(message.contains(why), message);
  }

  @Test
  void whatIsLeftIsJudgedByTheRulesAndTheSize() throws Exception {
    assertInstanceOf(Denied.class, check("10.0.0.0/15", "10.1.0.0/17", 1 << 20));
    assertInstanceOf(Denied.class, check("out.lab.internal", "8.8.8.9", 1 << 20));
    assertInstanceOf(Denied.class, check("10.0.0.1", "secret.example.com", 1 << 20));
    assertInstanceOf(Allowed.class, check("10.0.0.0/24", "10.0.0.0/25", 128));
    assertInstanceOf(Malformed.class, check("10.0.0.0/24", "10.0.0.0/26", 128));
  }

  /** A name may resolve differently each time. */
  @Test
  void aTargetWhoseNameIsExcludedIsExcludedWhereverItPoints() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Resolver turning = name -> new InetAddress[] {address("10.0.0." + asked.incrementAndGet())};
    ScanScope fickle = Scopes.scope(Scopes.policy(List.of(), List.of()), turning);
    ScopeDecision decision =
        Await.result(
            "the decision",
            fickle.check(
                Scopes.ANYONE,
                List.of("db.lab.internal", "10.9.9.9"),
                List.of("db.lab.internal"),
                256));
    assertEquals(List.of("10.9.9.9"), assertInstanceOf(Allowed.class, decision).targets().specs());
  }

  @Test
  void addressesAreDecidedAtOnce() {
    assertTrue(
        scope
            .check(Scopes.ANYONE, List.of("10.0.0.0/24"), List.of("10.0.0.1"), 256)
            .toCompletableFuture()
            .isDone());
    assertFalse(
        scope
                .check(Scopes.ANYONE, List.of("10.0.0.1"), List.of("10.0.0.1"), 256)
                .toCompletableFuture()
                .join()
            instanceof Allowed);
  }

  private ScopeDecision check(String targets, String exclude, long maxHosts) throws Exception {
    return Await.result(
        "the decision",
        scope.check(
            Scopes.ANYONE, List.of(targets.split(" ")), List.of(exclude.split(" ")), maxHosts));
  }
}
