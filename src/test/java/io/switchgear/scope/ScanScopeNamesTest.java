package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.Lookups.Resolver;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.testing.Await;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names are resolved once, off the calling thread, and pinned to addresses that are all allowed.
 */
class ScanScopeNamesTest {

  /** Resolves from a table and records the queries. */
  private static final class Zone implements Resolver {

    private final Map<String, List<String>> records;
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    Zone(Map<String, List<String>> records) {
      this.records = records;
    }

    @Override
    public InetAddress[] addressesOf(String name) throws UnknownHostException {
      asked.add(name);
      List<String> literals = records.get(name);
      if (literals == null) {
        throw new UnknownHostException(name);
      }
      return literals.stream().map(Scopes::address).toArray(InetAddress[]::new);
    }
  }

  @Test
  void aNameIsPinnedToItsAddresses() throws Exception {
    Zone zone = new Zone(Map.of("nas.lab.internal", List.of("10.0.0.9", "10.0.0.8", "fd00::9")));

    TargetSet set =
        Scopes.allowed(Scopes.scope(ScopePolicy.DEFAULT, zone), "nas.lab.internal", "10.0.0.10");

    assertEquals(List.of("10.0.0.8/31", "10.0.0.10", "fd00::9"), set.specs());
    assertEquals(4, set.hosts());
    assertEquals("nas.lab.internal", set.nameOf(Scopes.address("10.0.0.8")));
    assertEquals("nas.lab.internal", set.nameOf(Scopes.address("fd00::9")));
    assertEquals("", set.nameOf(Scopes.address("10.0.0.10")));
    assertEquals(
        List.of("nas.lab.internal", "nas.lab.internal", "", "nas.lab.internal"),
        set.addresses().map(set::nameOf).toList());
  }

  @Test
  void aNameThatChangesItsAnswerIsNotAskedAgain() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    Resolver rebinding =
        name ->
            new InetAddress[] {
              Scopes.address(lookups.incrementAndGet() == 1 ? "10.0.0.9" : "8.8.8.8")
            };
    ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT, rebinding);

    TargetSet set =
        Scopes.allowed(scope, "nas.lab.internal", "NAS.lab.internal", "nas.LAB.internal");
    set.addresses().forEach(set::nameOf);

    assertEquals(List.of("10.0.0.9"), set.specs());
    assertEquals(1, lookups.get());
    assertEquals("not allowed", Scopes.denied(scope, "nas.lab.internal").rule());
    assertEquals(List.of("10.0.0.9"), set.specs());
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, not allowed",
    "169.254.169.254, link-local",
    "0.0.0.0, this-network",
    "fe80::1, link-local",
    "64:ff9b::a00:1, nat64",
    "10.66.0.1, deny 10.66.0.0/16",
    "fd00:ec2::254, cloud-metadata",
  })
  void oneAddressOutsideRefusesTheName(String outside, String rule) throws Exception {
    Zone zone = new Zone(Map.of("nas.lab.internal", List.of("10.0.0.9", outside)));
    ScanScope scope = Scopes.scope(Scopes.policy(List.of(), List.of("10.66.0.0/16")), zone);

    Denied denied = Scopes.denied(scope, "10.0.0.1", "nas.lab.internal");

    assertEquals("nas.lab.internal", denied.target());
    assertEquals(rule, denied.rule());
    assertTrue(denied.message().contains("resolves to " + outside), denied.message());
  }

  @Test
  void namesOutsideTheSuffixesAreNotResolved() throws Exception {
    Zone zone = new Zone(Map.of("nas.lab.internal", List.of("10.0.0.9")));
    ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT, zone);

    for (String name :
        List.of("evil.example", "evillab.internal", "lab.internal", "nas.lab.internal.example")) {
      Denied denied = Scopes.denied(scope, "nas.lab.internal", name);
      assertEquals("name not allowed", denied.rule());
      assertTrue(denied.message().contains(".lab.internal"), denied.message());
    }
    Scopes.denied(scope, "nas.lab.internal", "8.8.8.8");
    Scopes.malformed(scope, "nas.lab.internal", "127.1");
    assertInstanceOf(Malformed.class, Scopes.check(scope, 256, "nas.lab.internal", "10.0.0.0/8"));

    assertTrue(zone.asked.isEmpty(), zone.asked.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.corp", "A.CORP", "a.b.Corp", "nas.home", "x.nas.home", "NAS.home"})
  void suffixesMatchWholeLabelsInAnyCase(String name) throws Exception {
    ScopePolicy policy = new ScopePolicy(List.of(), List.of(), List.of(".CORP", "nas.Home"), false);
    Resolver resolver = asked -> new InetAddress[] {Scopes.address("10.0.0.1")};

    assertEquals(1, Scopes.allowed(Scopes.scope(policy, resolver), name).hosts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"corp", "acorp", "a.corps", "xnas.home", "home", "a.lab.internal"})
  void otherNamesDoNotMatch(String name) throws Exception {
    ScopePolicy policy = new ScopePolicy(List.of(), List.of(), List.of(".CORP", "nas.Home"), false);

    assertEquals("name not allowed", Scopes.denied(Scopes.scope(policy), name).rule());
  }

  @Test
  void localhostIsANameByTheSystemsResolver() throws Exception {
    ScanScope scope = new ScanScope(new ScopePolicy(List.of(), List.of(), List.of(), false));

    TargetSet set = Scopes.allowed(scope, "localhost");

    assertTrue(set.addresses().allMatch(InetAddress::isLoopbackAddress));
    assertTrue(set.addresses().map(set::nameOf).allMatch("localhost"::equals));
  }

  @Test
  void anUnknownNameSaysSo() throws Exception {
    Zone zone = new Zone(Map.of("empty.lab.internal", List.of()));
    ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT, zone);

    for (String name : List.of("nas.lab.internal", "empty.lab.internal")) {
      Malformed refusal = Scopes.malformed(scope, name);
      assertEquals(name, refusal.target());
      assertTrue(refusal.message().contains("does not resolve"), refusal.message());
    }
  }

  @Test
  void resolvedAddressesCountTowardsTheLimit() throws Exception {
    Zone zone =
        new Zone(
            Map.of(
                "nas.lab.internal",
                List.of("10.0.0.1", "10.0.0.2"),
                "web.lab.internal",
                List.of("10.0.0.2", "10.0.0.3")));
    ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT, zone);

    assertInstanceOf(Allowed.class, Scopes.check(scope, 3, "nas.lab.internal", "web.lab.internal"));
    Malformed refusal =
        assertInstanceOf(
            Malformed.class, Scopes.check(scope, 2, "nas.lab.internal", "web.lab.internal"));
    assertTrue(refusal.message().contains("3 addresses; at most 2"), refusal.message());
  }

  @Test
  void aScopeIdOfTheResolverIsDropped() throws Exception {
    InetAddress scoped =
        Inet6Address.getByAddress("nas", Scopes.address("fd00::9").getAddress(), 1);
    ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT, name -> new InetAddress[] {scoped});

    TargetSet set = Scopes.allowed(scope, "nas.lab.internal");

    assertEquals(List.of("fd00::9"), set.specs());
    assertEquals("fd00:0:0:0:0:0:0:9", set.addresses().findFirst().get().getHostAddress());
    assertEquals("nas.lab.internal", set.nameOf(Scopes.address("fd00::9")));
  }

  @Test
  void literalsAreDecidedOnTheCallingThread() {
    ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT);

    for (String target : List.of("127.0.0.1", "8.8.8.8", "127.1", "10.0.0.0/8", "x.example")) {
      assertTrue(
          scope
              .check(Scopes.ANYONE, List.of(target), List.of(), 256)
              .toCompletableFuture()
              .isDone(),
          target);
    }
  }

  @Test
  void namesAreResolvedOffTheCallingThread() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CompletableFuture<Thread> resolving = new CompletableFuture<>();
    ScanScope scope =
        Scopes.scope(
            ScopePolicy.DEFAULT,
            name -> {
              resolving.complete(Thread.currentThread());
              Await.reached("the answer", answer);
              return new InetAddress[] {Scopes.address("10.0.0.9")};
            });

    CompletableFuture<ScopeDecision> decision =
        scope.check(Scopes.ANYONE, List.of("nas.lab.internal"), List.of(), 1).toCompletableFuture();

    assertNotSame(Thread.currentThread(), Await.result("the thread that resolves", resolving));
    assertFalse(decision.isDone());
    answer.countDown();
    assertInstanceOf(Allowed.class, Await.result("the decision", decision));
  }

  @Test
  void aSilentNameServerIsNotWaitedFor() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Resolver silent =
        name -> {
          Await.reached("an answer that never comes", never);
          throw new UnknownHostException(name);
        };
    ScanScope scope =
        new ScanScope(
            ScopePolicy.DEFAULT, new Lookups(silent, Duration.ofMillis(20)), Clock.systemUTC());

    Malformed refusal = Scopes.malformed(scope, "nas.lab.internal");
    never.countDown();

    assertTrue(refusal.message().contains("no name server answered"), refusal.message());
  }

  @Test
  void aBoundedNumberOfLookupsRunsAtOnce() throws Exception {
    int names = 200;
    Semaphore started = new Semaphore(0);
    Semaphore finish = new Semaphore(0);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScanScope scope =
        Scopes.scope(
            ScopePolicy.DEFAULT,
            name -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              started.release();
              finish.acquireUninterruptibly();
              running.decrementAndGet();
              return new InetAddress[] {Scopes.address("10.0.0.9")};
            });
    List<String> targets =
        IntStream.range(0, names).mapToObj(i -> "n" + i + ".lab.internal").toList();

    CompletableFuture<ScopeDecision> decision =
        scope.check(Scopes.ANYONE, targets, List.of(), 1).toCompletableFuture();
    Await.permits("the lookups to start", started, 64);
    finish.release(names);

    assertInstanceOf(Allowed.class, Await.result("the decision", decision));
    assertEquals(64, most.get());
  }

  @Test
  void aResolverWithABugFailsTheStage() {
    IllegalStateException bug = new IllegalStateException("bug");
    ScanScope scope =
        Scopes.scope(
            ScopePolicy.DEFAULT,
            name -> {
              throw bug;
            });

    CompletableFuture<ScopeDecision> decision =
        scope.check(Scopes.ANYONE, List.of("nas.lab.internal"), List.of(), 1).toCompletableFuture();

    assertSame(bug, decision.handle((done, failure) -> failure).join().getCause());
  }
}
