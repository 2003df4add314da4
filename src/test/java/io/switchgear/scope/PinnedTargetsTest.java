package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.tool.PinnedTargets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The targets that a stored plan may still scan. */
class PinnedTargetsTest {

  private static final String NAS = "nas.lab.internal";

  private final Map<String, String[]> names = new HashMap<>();
  private final ScanScope scope = scope(ScopePolicy.DEFAULT);

  private ScanScope scope(ScopePolicy policy) {
    return Scopes.scope(
        policy,
        name -> {
          if (!names.containsKey(name)) {
            throw new UnknownHostException(name);
          }
          return Stream.of(names.get(name)).map(Scopes::address).toArray(InetAddress[]::new);
        });
  }

  private static PinnedTargets pinned(List<String> blocks, Map<String, List<String>> named) {
    return new PinnedTargets(blocks, named, List.of(), 0);
  }

  private Recheck recheck(ScanScope judge, PinnedTargets targets) throws Exception {
    return judge.recheck(Scopes.ANYONE, targets, 1_000).toCompletableFuture().get();
  }

  @Test
  void whatWasPlannedIsAdmittedAsItWas() throws Exception {
    names.put(NAS, new String[] {"10.0.0.7", "10.0.0.8", "fd00::7"});
    ScopeDecision checked =
        scope
            .check(Scopes.ANYONE, List.of("10.0.0.0/29", NAS), List.of("10.0.0.3", "10.0.0.8"), 100)
            .toCompletableFuture()
            .get();
    PinnedTargets targets = assertInstanceOf(Allowed.class, checked).targets().pinned();
    assertEquals(
        new PinnedTargets(
            List.of("10.0.0.0/31", "10.0.0.2", "10.0.0.4/30"),
            Map.of(NAS, List.of("10.0.0.7", "fd00::7")),
            List.of("10.0.0.3", "10.0.0.8"),
            8),
        targets);
    names.clear();
    TargetSet again =
        assertInstanceOf(Allowed.class, scope.admit(Scopes.ANYONE, targets, 100)).targets();
    assertEquals(targets, again.pinned());
    assertEquals(NAS, again.nameOf(Scopes.address("fd00::7")));
    assertEquals(targets.told(), again.texts().toList());
    assertTrue(again.exclusionNote().orElseThrow().contains("2 of the addresses"));
  }

  @Test
  void addressesAreJudgedByTheRulesInEffect() {
    ScanScope later = scope(Scopes.policy(List.of(), List.of("10.0.0.5")));
    PinnedTargets targets = PinnedTargets.of("10.0.0.4", "10.0.0.5");
    assertInstanceOf(Allowed.class, scope.admit(Scopes.ANYONE, targets, 2));
    Denied denied = assertInstanceOf(Denied.class, later.admit(Scopes.ANYONE, targets, 2));
    assertEquals("10.0.0.5", denied.target());
    PinnedTargets named = pinned(List.of(), Map.of(NAS, List.of("10.0.0.5")));
    assertInstanceOf(Denied.class, later.admit(Scopes.ANYONE, named, 2));
    assertInstanceOf(Malformed.class, scope.admit(Scopes.ANYONE, targets, 1));
    assertInstanceOf(Malformed.class, scope.admit(Scopes.ANYONE, PinnedTargets.NONE, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-iL/etc/passwd", "", "10.0.0.1 10.0.0.2", "nas.lab.internal", "8.8.8.8"})
  void nothingInAPlanIsTrusted(String block) {
    assertTrue(!(scope.admit(Scopes.ANYONE, PinnedTargets.of(block), 9) instanceof Allowed));
    assertTrue(
        !(scope.admit(Scopes.ANYONE, pinned(List.of(), Map.of(NAS, List.of(block))), 9)
            instanceof Allowed));
  }

  @Test
  void namesInAPlanAreNotTrustedEither() {
    List<String> one = List.of("10.0.0.1");
    assertInstanceOf(
        Denied.class, scope.admit(Scopes.ANYONE, pinned(List.of(), Map.of("x.example", one)), 9));
    assertInstanceOf(
        Malformed.class, scope.admit(Scopes.ANYONE, pinned(List.of(), Map.of("-oX/x", one)), 9));
    assertInstanceOf(
        Malformed.class,
        scope.admit(Scopes.ANYONE, pinned(List.of(), Map.of(NAS, List.of("10.0.0.0/24"))), 999));
  }

  @Test
  void anAddressThatANameNoLongerHasIsDroppedAndANewOneIsNotAdded() throws Exception {
    names.put(NAS, new String[] {"10.0.0.7", "10.0.0.99"});
    PinnedTargets stored = pinned(List.of("10.0.0.1"), Map.of(NAS, List.of("10.0.0.7", "fd00::7")));
    Recheck.Kept kept = assertInstanceOf(Recheck.Kept.class, recheck(scope, stored));
    assertEquals(
        new PinnedTargets(
            List.of("10.0.0.1"), Map.of(NAS, List.of("10.0.0.7")), List.of("fd00::7"), 2),
        kept.targets());
    assertEquals(List.of(NAS + " (fd00::7)"), kept.dropped());
  }

  @Test
  void aPlanOfWhichNothingIsLeftIsRefused() throws Exception {
    names.put(NAS, new String[] {"10.0.0.99"});
    PinnedTargets stored = pinned(List.of(), Map.of(NAS, List.of("10.0.0.7")));
    Recheck.Refused moved = assertInstanceOf(Recheck.Refused.class, recheck(scope, stored));
    assertEquals("name moved", assertInstanceOf(Denied.class, moved.decision()).rule());
    names.clear();
    Recheck.Refused gone = assertInstanceOf(Recheck.Refused.class, recheck(scope, stored));
    assertInstanceOf(Malformed.class, gone.decision());
  }

  /** Their scope has a resolver that fails the test when it is called. */
  @Test
  void aNameThatMayNoLongerBeResolvedIsNotResolved() throws Exception {
    ScanScope strict =
        Scopes.scope(new ScopePolicy(List.of(), List.of(), List.of(".other.internal"), false));
    PinnedTargets stored = pinned(List.of(), Map.of(NAS, List.of("10.0.0.7")));
    assertInstanceOf(Recheck.Refused.class, recheck(strict, stored));
  }

  @Test
  void literalsAreJudgedWithoutALookup() {
    ScanScope silent = Scopes.scope(ScopePolicy.DEFAULT);
    List<String> none = List.of();
    assertInstanceOf(Denied.class, literals(silent, List.of(NAS, "8.8.8.8"), none).orElseThrow());
    assertInstanceOf(Denied.class, literals(silent, List.of("x.example"), none).orElseThrow());
    assertInstanceOf(Malformed.class, literals(silent, List.of("10.0.0"), none).orElseThrow());
    assertInstanceOf(Malformed.class, literals(silent, List.of("10.0.0.0/8"), none).orElseThrow());
    assertInstanceOf(
        Malformed.class, literals(silent, List.of("10.0.0.1"), List.of("10.0.0.1")).orElseThrow());
    assertInstanceOf(
        Denied.class, literals(silent, List.of("10.0.0.1"), List.of("x.example")).orElseThrow());
    assertEquals(Optional.empty(), literals(silent, List.of("10.0.0.1", NAS), none));
    // An excluded name may stand for addresses that would be refused.
    assertEquals(Optional.empty(), literals(silent, List.of("8.8.8.8"), List.of(NAS)));
  }

  private static Optional<ScopeDecision> literals(
      ScanScope judge, List<String> targets, List<String> exclude) {
    return judge.checkLiterals(Scopes.ANYONE, targets, exclude, 1_024);
  }
}
