package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import inet.ipaddr.IPAddressString;
import io.switchgear.scope.Lookups.Resolver;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.testing.Await;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Scopes that use no network, and their decisions. */
final class Scopes {

  static final Resolver NO_RESOLVER =
      name -> {
        throw new AssertionError("resolved " + name);
      };

  /** Rules without a scope file are the same for everybody. */
  static final ScopeQuery ANYONE = new ScopeQuery("local", "port_scan", PortSet.ALL);

  private Scopes() {}

  static ScanScope scope(ScopePolicy policy) {
    return scope(policy, NO_RESOLVER);
  }

  static ScanScope scope(ScopePolicy policy, Resolver resolver) {
    return new ScanScope(policy, new Lookups(resolver, Duration.ofSeconds(30)), Clock.systemUTC());
  }

  static ScopePolicy policy(List<String> allow, List<String> deny) {
    return new ScopePolicy(allow, deny, List.of(".lab.internal"), false);
  }

  static ScopeDecision check(ScanScope scope, long maxHosts, String... targets) throws Exception {
    return Await.result("the decision", scope.check(ANYONE, List.of(targets), List.of(), maxHosts));
  }

  static TargetSet allowed(ScanScope scope, String... targets) throws Exception {
    return assertInstanceOf(Allowed.class, check(scope, Long.MAX_VALUE, targets)).targets();
  }

  /** An address from its literal. */
  static InetAddress address(String literal) {
    return new IPAddressString(literal).getAddress().toInetAddress();
  }

  static Denied denied(ScanScope scope, String... targets) throws Exception {
    return assertInstanceOf(Denied.class, check(scope, Long.MAX_VALUE, targets));
  }

  static Malformed malformed(ScanScope scope, String... targets) throws Exception {
    return assertInstanceOf(Malformed.class, check(scope, Long.MAX_VALUE, targets));
  }
}
