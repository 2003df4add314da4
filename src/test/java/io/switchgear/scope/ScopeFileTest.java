package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.ScopeFiles;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.testing.Await;
import io.switchgear.tool.PinnedTargets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Principals × tools × targets × ports × time. */
class ScopeFileTest {

  private static final String BY = "authoriser = \"J. Doe\", reference = SOW-1";

  private static final List<String> FILE =
      List.of(
          "rules = [",
          "  { allow = [\"203.0.113.0/24\", \"2001:db8:1::/64\"], principals = [ann], " + BY,
          "    from = 2026-12-01, until = 2026-12-31 }",
          "  { allow = [\"203.0.113.0/25\"], ports = [80, 443], principals = [bob, carl], "
              + BY
              + " }",
          "  { allow = [\"203.0.113.0/26\"], ports = [\"T:22\"], principals = [bob], " + BY + " }",
          "  { allow = [\"198.51.100.0/24\"], tools = [nmap], " + BY + " }",
          "  { deny = [\"203.0.113.9\"], authoriser = Safety, reference = CHG-7 }",
          "  { deny = [\"10.0.0.0/8\"], ports = [502], authoriser = OT, reference = POL-3 }",
          "  { deny = [\"10.20.0.0/16\"], authoriser = Finance, reference = CHG-8, from ="
              + " 2026-12-28,",
          "    until = 2027-01-04 }",
          "  { deny = [\"10.30.0.0/16\"], principals = [carl], tools = [nmap], " + BY + " }",
          "  { allow = [\"192.0.2.0/24\"], until = 2026-06-30, " + BY + " }",
          "  { allow = [\"shop.example\", \".db.example\"], ports = [443], principals = [bob], "
              + BY
              + " }",
          "  { deny = [\"secret.shop.example\", \"hr.lab.internal\"], " + BY + " }",
          "  { allow = [\"169.254.7.0/24\", \"8.0.0.0/6\"], principals = [dora], " + BY + " }",
          "]");

  private static final Map<String, String> ZONE =
      Map.of(
          "shop.example", "203.0.113.5",
          "a.db.example", "10.1.1.1",
          "x.db.example", "192.0.2.1",
          "hr.lab.internal", "10.1.1.2",
          "nas.lab.internal", "10.1.1.3",
          "secret.shop.example", "203.0.113.6");

  @TempDir Path folder;

  /** A clock that a test moves. */
  private static final class Hands extends Clock {
    private volatile Instant now;

    Hands(String now) {
      this.now = at(now);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  private static Instant at(String time) {
    return Instant.parse(time.contains("T") ? time : time + "T12:00:00Z");
  }

  private static ScanScope scope(ScopePolicy policy, Clock clock) {
    return new ScanScope(
        policy,
        new Lookups(
            name -> {
              if (!ZONE.containsKey(name)) {
                throw new UnknownHostException(name);
              }
              return new InetAddress[] {Scopes.address(ZONE.get(name))};
            },
            Duration.ofSeconds(30)),
        clock);
  }

  private ScanScope scope(Clock clock) throws IOException {
    return scope(ScopeFiles.policy(folder, FILE.toArray(String[]::new)), clock);
  }

  private static PortSet ports(String text) {
    PortSet ports = PortSet.NONE;
    for (String each : text.equals("-") ? new String[0] : text.split(" ")) {
      ports =
          switch (each) {
            case "all" -> PortSet.ALL;
            case String udp when udp.startsWith("U:") ->
                ports.plus(PortSet.udp(number(udp.substring(2)), number(udp.substring(2))));
            case String tcp -> ports.plus(PortSet.tcpPorts(number(tcp)));
          };
    }
    return ports;
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static ScopeDecision decide(ScanScope scope, ScopeQuery query, String targets)
      throws Exception {
    List<String> all = List.of(targets.split(" "));
    ScopeDecision decision =
        Await.result("the decision", scope.check(query, all, List.of(), Long.MAX_VALUE));
    boolean literal =
        all.stream().noneMatch(target -> target.endsWith("e") || target.endsWith("l"));
    if (literal) {
      assertEquals(
          decision instanceof Allowed,
          scope.checkLiterals(query, all, List.of(), Long.MAX_VALUE).isEmpty());
      ScopeDecision admitted =
          scope.admit(query, PinnedTargets.of(all.toArray(String[]::new)), Long.MAX_VALUE);
      assertEquals(decision instanceof Allowed, admitted instanceof Allowed);
    }
    return decision;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Who.
        "ann | nmap | all | 203.0.113.7 | 2026-12-05 | ok",
        "eve | nmap | all | 203.0.113.7 | 2026-12-05 | documentation block",
        "ANN | nmap | all | 203.0.113.7 | 2026-12-05 | documentation block",
        "local | nmap | all | 10.1.2.3 | 2026-12-05 | deny 10.0.0.0/8 ports 502;scope.conf:8",
        "local | nmap | 22 | 10.1.2.3 | 2026-12-05 | ok",
        // When: from is included, until is not.
        "ann | nmap | all | 203.0.113.7 | 2026-12-01T00:00:00Z | ok",
        "ann | nmap | all | 203.0.113.7 | 2026-11-30T23:59:59Z | not allowed before"
            + " 2026-12-01T00:00:00Z;scope.conf:2",
        "ann | nmap | all | 203.0.113.7 | 2026-12-31T23:59:59Z | ok",
        "ann | nmap | all | 203.0.113.7 | 2027-01-01T00:00:00Z | was allowed until"
            + " 2027-01-01T00:00:00Z;authorised by J. Doe;reference SOW-1;has expired",
        "eve | nmap | all | 203.0.113.7 | 2027-01-01T00:00:00Z | documentation block",
        "eve | nmap | all | 192.0.2.1 | 2026-12-05 | was allowed until"
            + " 2026-07-01T00:00:00Z;scope.conf:12",
        // Ports of several rules add up.
        "bob | nmap | 80 443 22 | 203.0.113.7 | 2026-12-05 | ok",
        "bob | nmap | 80 443 22 | 203.0.113.100 | 2026-12-05 | may be scanned only on ports 80,"
            + " 443;not on T:22;scope.conf:4",
        "carl | nmap | 22 | 203.0.113.7 | 2026-12-05 | only on ports 80, 443",
        "bob | nmap | U:22 | 203.0.113.7 | 2026-12-05 | only on ports 80, 443, T:22;not on U:22",
        "bob | nmap | U:443 | 203.0.113.7 | 2026-12-05 | ok",
        "bob | nmap | - | 203.0.113.7 | 2026-12-05 | ok",
        "bob | nmap | all | 203.0.113.7 | 2026-12-05 | only on ports",
        "bob | nmap | 443 | 203.0.113.0/24 | 2026-12-05 | deny 203.0.113.9;denied by"
            + " Safety;reference CHG-7",
        "bob | nmap | 443 | 203.0.113.16/28 | 2026-12-05 | ok",
        "bob | nmap | 443 | 203.0.113.16-200 | 2026-12-05 | documentation;allowed of it:"
            + " 203.0.113.16/28, 203.0.113.32/27, 203.0.113.64/26",
        "bob | nmap | 22 | 203.0.113.32/27 203.0.113.64/26 | 2026-12-05 | 203.0.113.64/26;only on"
            + " ports 80, 443",
        "bob | nmap | 22 | 203.0.113.32-90 | 2026-12-05 | holds 203.0.113.64/28, 203.0.113.80/29,"
            + " 203.0.113.88/31, 203.0.113.90, which may be scanned only on ports 80, 443;allowed"
            + " of it: 203.0.113.32/27",
        // With which tool.
        "eve | nmap | all | 198.51.100.1 | 2026-12-05 | ok",
        "eve | port_scan | all | 198.51.100.1 | 2026-12-05 | allowed with nmap and not with"
            + " port_scan;scope.conf:6",
        "carl | nmap | 22 | 10.30.1.1 | 2026-12-05 | deny 10.30.0.0/16",
        "carl | port_scan | 22 | 10.30.1.1 | 2026-12-05 | ok",
        "eve | nmap | 22 | 10.30.1.1 | 2026-12-05 | ok",
        // Deny wins, on its ports and in its time.
        "ann | nmap | all | 203.0.113.9 | 2026-12-05 | is denied by the rule;scope.conf:7;Safety",
        "ann | nmap | 80 | 203.0.113.8/30 | 2026-12-05 | overlaps the rule;allowed of it:"
            + " 203.0.113.8, 203.0.113.10/31",
        "ann | nmap | - | 203.0.113.9 | 2026-12-05 | is denied by the rule",
        "ann | nmap | 502 | 10.1.1.1 | 2026-12-05 | ports 502;OT",
        "ann | nmap | U:502 | 10.1.1.1 | 2026-12-05 | ports 502",
        "ann | nmap | 501 503 | 10.1.1.1 | 2026-12-05 | ok",
        "ann | nmap | - | 10.1.1.1 | 2026-12-05 | ok",
        "ann | nmap | 22 | 10.20.1.1 | 2026-12-27 | ok",
        "ann | nmap | 22 | 10.20.1.1 | 2026-12-28T00:00:00Z | deny 10.20.0.0/16;Finance",
        "ann | nmap | 22 | 10.20.1.1 | 2027-01-04T23:59:59Z | deny 10.20.0.0/16",
        "ann | nmap | 22 | 10.20.1.1 | 2027-01-05T00:00:00Z | ok",
        // IPv6, and IPv6 forms of IPv4.
        "ann | nmap | all | 2001:db8:1::7 | 2026-12-05 | ok",
        "ann | nmap | all | 2001:db8:1::/63 | 2026-12-05 | documentation;allowed of it:"
            + " 2001:db8:1::/64",
        "ann | nmap | all | ::ffff:cb00:7107 | 2026-12-05 | ipv4-mapped;write the IPv4 address",
        // Special blocks are opened by an entry inside of them only.
        "dora | nmap | all | 169.254.7.7 | 2026-12-05 | ok",
        "dora | nmap | all | 169.254.8.7 | 2026-12-05 | link-local",
        "dora | nmap | all | 9.9.9.9 | 2026-12-05 | ok",
        "dora | nmap | all | 10.1.1.1 | 2026-12-05 | ports 502",
        "eve | nmap | all | 9.9.9.9 | 2026-12-05 | allowed networks (loopback, private, and the"
            + " operator's);scope file",
        // Names.
        "bob | nmap | 443 | shop.example | 2026-12-05 | ok",
        "bob | nmap | 80 | shop.example | 2026-12-05 | may be scanned only on ports 443;not on"
            + " T:80;scope.conf:13",
        "eve | nmap | 443 | shop.example | 2026-12-05 | name that may not be resolved;localhost and"
            + " names under .lab.internal;",
        "bob | nmap | 443 | www.shop.example | 2026-12-05 | does not resolve",
        "bob | nmap | 443 | a.db.example | 2026-12-05 | ok",
        "bob | nmap | 443 | db.example | 2026-12-05 | may not be resolved;.lab.internal,"
            + " shop.example, .db.example",
        "bob | nmap | 443 | x.db.example | 2026-12-05 | resolves to 192.0.2.1;was allowed until",
        "bob | nmap | 443 | SECRET.shop.example | 2026-12-05 | denied by the rule;scope.conf:14",
        "local | nmap | 443 | nas.lab.internal | 2026-12-05 | ok",
        "local | nmap | 443 | hr.lab.internal | 2026-12-05 | denied by the rule",
      })
  void aCallIsJudged(
      String principal, String tool, String ports, String target, String time, String expected)
      throws Exception {
    ScanScope scope = scope(new Hands(time));
    ScopeDecision decision = decide(scope, new ScopeQuery(principal, tool, ports(ports)), target);
    if (expected.equals("ok")) {
      assertInstanceOf(Allowed.class, decision, decision::toString);
      return;
    }
    assertFalse(decision instanceof Allowed, decision::toString);
    for (String part : expected.split(";")) {
      assertTrue(decision.toString().contains(part), decision::toString);
    }
    assertFalse(decision.toString().contains(folder.toString()), "only the name of the file");
  }

  @Test
  void aRuleThatEndsWhileAPlanIsStoredRefusesThePlan() throws Exception {
    Hands clock = new Hands("2026-12-31");
    ScanScope scope = scope(clock);
    ScopeQuery query = new ScopeQuery("ann", "nmap", PortSet.ALL);
    PinnedTargets stored =
        assertInstanceOf(Allowed.class, decide(scope, query, "203.0.113.16/30")).targets().pinned();
    assertInstanceOf(
        Recheck.Kept.class, Await.result("the recheck", scope.recheck(query, stored, 10)));
    clock.now = at("2027-01-01");
    Recheck.Refused refused =
        assertInstanceOf(
            Recheck.Refused.class, Await.result("the recheck", scope.recheck(query, stored, 10)));
    Denied denied = assertInstanceOf(Denied.class, refused.decision());
    assertTrue(denied.message().contains("has expired"), denied::message);
    assertTrue(denied.message().contains("authorised by J. Doe"), denied::message);
    assertInstanceOf(Denied.class, scope.admit(query, stored, 10));
    clock.now = at("2026-12-30");
    assertInstanceOf(Allowed.class, scope.admit(query, stored, 10), "a clock that was set back");
  }

  @Test
  void theRulesOfTheCallersOfAPlanCount() throws Exception {
    ScanScope scope = scope(new Hands("2026-12-05"));
    PinnedTargets ofAnn = PinnedTargets.of("203.0.113.200");
    assertInstanceOf(
        Allowed.class, scope.admit(new ScopeQuery("ann", "nmap", PortSet.ALL), ofAnn, 9));
    assertInstanceOf(
        Denied.class, scope.admit(new ScopeQuery("bob", "nmap", PortSet.ALL), ofAnn, 9));
  }

  @Test
  void theFileAddsToTheConfiguration() throws Exception {
    ScopePolicy file = ScopeFiles.policy(folder, FILE.toArray(String[]::new));
    ScopePolicy both =
        new ScopePolicy(
            List.of("203.0.113.9", "192.0.2.0/28"),
            List.of("203.0.113.7"),
            file.allowNames(),
            false,
            false,
            file.file());
    ScanScope scope = scope(both, new Hands("2026-12-05"));
    ScopeQuery ann = new ScopeQuery("ann", "nmap", PortSet.ALL);
    assertInstanceOf(Allowed.class, decide(scope, ann, "203.0.113.8"));
    assertInstanceOf(Allowed.class, decide(scope, ann, "192.0.2.1"), "by scope.allow");
    assertEquals(
        "deny 203.0.113.7",
        assertInstanceOf(Denied.class, decide(scope, ann, "203.0.113.7")).rule());
    assertEquals(
        "deny 203.0.113.9 (scope.conf:7)",
        assertInstanceOf(Denied.class, decide(scope, ann, "203.0.113.9")).rule(),
        "although scope.allow has it");
  }

  @Test
  void withoutTheBuiltInNetworksOnlyRulesAllow() throws Exception {
    ScopePolicy policy =
        ScopeFiles.policy(
            folder,
            "built-in = false",
            "rules = [ { allow = [\"10.1.0.0/16\"], principals = [ann], " + BY + " } ]");
    ScanScope scope = scope(policy, new Hands("2026-12-05"));
    for (String target : List.of("127.0.0.1", "10.2.0.1", "192.168.1.1", "::1", "fd00::1")) {
      Denied denied =
          assertInstanceOf(
              Denied.class, decide(scope, new ScopeQuery("ann", "nmap", PortSet.ALL), target));
      assertTrue(denied.message().contains("networks (the operator's)"), denied::message);
    }
    assertInstanceOf(
        Allowed.class, decide(scope, new ScopeQuery("ann", "nmap", PortSet.ALL), "10.1.0.1"));
    assertInstanceOf(
        Denied.class, decide(scope, new ScopeQuery("bob", "nmap", PortSet.ALL), "10.1.0.1"));
  }

  @Test
  void whatIsExcludedNeedsNoRule() throws Exception {
    ScanScope scope = scope(new Hands("2026-12-05"));
    ScopeQuery bob = new ScopeQuery("bob", "nmap", PortSet.tcpPorts(22));
    ScopeDecision decision =
        Await.result(
            "the decision",
            scope.check(
                bob, List.of("203.0.113.0/25"), List.of("203.0.113.64/26", "203.0.113.9"), 256));
    assertInstanceOf(Allowed.class, decision, decision::toString);
    // A name is only resolved, so that its ports do not matter.
    ScopeDecision named =
        Await.result(
            "the decision",
            scope.check(bob, List.of("203.0.113.16/28"), List.of("shop.example"), 256));
    assertInstanceOf(Allowed.class, named, named::toString);
  }

  /** The parts of a target are not enumerated, and neither are the rules' blocks. */
  @Test
  void largeTargetsAndManyRules() throws Exception {
    StringBuilder rules = new StringBuilder("rules = [\n");
    for (int i = 0; i < 1_000; i++) {
      rules.append(
          "{ %s = [\"%d.%d.%d.0/24\"], ports = [%s], authoriser = a, reference = r%d }\n"
              .formatted(
                  i % 10 == 0 ? "deny" : "allow",
                  i % 10 == 0 ? 10 : 44,
                  i / 100,
                  i % 100,
                  i % 3 == 0 ? "80" : "443, " + (8_000 + i),
                  i));
    }
    ScopePolicy policy = ScopeFiles.policy(folder, rules.append("]").toString());
    ScanScope scope = scope(policy, new Hands("2026-12-05"));
    Denied denied =
        assertInstanceOf(
            Denied.class,
            decide(scope, new ScopeQuery("ann", "nmap", PortSet.tcpPorts(80)), "10.0.0.0/8"));
    assertTrue(denied.message().contains("and more; ask for these alone"), denied::message);
    assertInstanceOf(
        Allowed.class,
        decide(scope, new ScopeQuery("ann", "nmap", PortSet.tcpPorts(22)), "10.0.0.0/8"));
    assertInstanceOf(
        Denied.class,
        decide(scope, new ScopeQuery("ann", "nmap", PortSet.tcpPorts(80, 443)), "44.0.0.0/8"));
  }
}
