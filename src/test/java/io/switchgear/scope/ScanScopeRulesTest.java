package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.ScopeDecision.Denied;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator's policy allows and denies. */
class ScanScopeRulesTest {

  private static final List<String> EVERYTHING = List.of("0.0.0.0/0", "::/0");

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254, link-local",
    "0.0.0.0, this-network",
    "192.0.2.1, documentation",
    "198.51.100.1, documentation",
    "203.0.113.1, documentation",
    "198.18.0.1, benchmark",
    "100.64.0.1, carrier-grade-nat",
    "224.0.0.1, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, broadcast",
    "192.0.0.8, ietf-protocol",
    "192.88.99.1, 6to4-relay",
    "fe80::1, link-local",
    "ff02::1, multicast",
    "2001:db8::1, documentation",
    "3fff::1, documentation",
    "2001:2::1, benchmark",
    "2001:20::1, ietf-protocol",
    "100::1, discard",
    "::, unspecified",
    "fec0::1, site-local",
    "4000::1, reserved",
    "200::1, reserved",
    "5f00::1, reserved",
    "fd00:ec2::254, cloud-metadata",
    "fd20:ce::254, cloud-metadata",
    "::2, ipv4-compatible",
    "::ffff:808:808, ipv4-mapped",
    "::ffff:0:808:808, ipv4-translated",
    "64:ff9b::808:808, nat64",
    "64:ff9b:1::1, nat64",
    "2002:808:808::1, 6to4",
    "2001::1, teredo",
  })
  void specialAddressesAreNotOpenedByABroadAllow(String target, String rule) throws Exception {
    for (ScopePolicy policy : List.of(ScopePolicy.DEFAULT, Scopes.policy(EVERYTHING, List.of()))) {
      assertEquals(rule, Scopes.denied(Scopes.scope(policy), target).rule());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.0.0/16, 169.254.169.254",
    "169.254.169.254, 169.254.169.254",
    "198.18.0.0/15, 198.19.0.0/16",
    "203.0.113.7-9, 203.0.113.8",
    "100.64.0.0/10, 100.127.255.255",
    "239.255.255.250, 239.255.255.250",
    "255.255.255.255, 255.255.255.255",
    "240.0.0.0/4, 240.0.0.0-255.255.255.254",
    "2001::/23, 2001:20::1",
    "0.0.0.0, 0.0.0.0",
    "fe80::/64, fe80::1",
    "2001:db8::/32, 2001:db8:1::/120",
    "fd00:ec2::254, fd00:ec2::/112",
    "ff02::1, ff02::1",
  })
  void anEntryInsideASpecialBlockOpensIt(String entry, String target) throws Exception {
    Scopes.allowed(Scopes.scope(Scopes.policy(List.of(entry), List.of())), target);
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.1.0/24, 169.254.2.1, link-local",
    "169.0.0.0/8, 169.254.169.254, link-local",
    "100.0.0.0/8, 100.64.0.1, carrier-grade-nat",
    "255.255.255.0-255.255.255.255, 255.255.255.255, broadcast",
    "192.0.0.0/16, 192.0.2.1, documentation",
    "224.0.0.0/3, 224.0.0.1, multicast",
    "240.0.0.0/4, 255.255.255.255, broadcast",
    "2001::/23, 2001::1, teredo",
    "fd00:ec2::/32, fd00:ec2::254, cloud-metadata",
    "2001::/16, 2001:db8::1, documentation",
  })
  void anEntryWiderThanASpecialBlockDoesNotOpenIt(String entry, String target, String rule)
      throws Exception {
    ScopePolicy policy = Scopes.policy(List.of(entry), List.of());
    assertEquals(rule, Scopes.denied(Scopes.scope(policy), target).rule());
  }

  @Test
  void aBroadAllowOpensPublicAddresses() throws Exception {
    ScanScope scope = Scopes.scope(Scopes.policy(EVERYTHING, List.of()));

    Scopes.allowed(scope, "8.8.8.8", "1.0.0.0/8", "2606:4700::/68", "126.0.0.0-128.0.0.5");
  }

  @Test
  void aBlockAcrossAllowedNeighboursIsAllowed() throws Exception {
    ScanScope scope = Scopes.scope(Scopes.policy(List.of("11.0.0.0/8"), List.of()));

    assertEquals(List.of("10.0.0.0/7"), Scopes.allowed(scope, "10.0.0.0/7").specs());
  }

  @Test
  void denyWinsOverEveryAllow() throws Exception {
    ScanScope scope =
        Scopes.scope(
            Scopes.policy(
                List.of("10.1.0.0/16", "10.1.2.3", "8.8.8.8", "169.254.169.254"),
                List.of("10.1.0.0/16", "8.8.8.8", "169.254.0.0/16", "::1")));

    assertEquals("deny 10.1.0.0/16", Scopes.denied(scope, "10.1.2.3").rule());
    assertEquals("deny 8.8.8.8", Scopes.denied(scope, "8.8.8.8").rule());
    assertEquals("deny 169.254.0.0/16", Scopes.denied(scope, "169.254.169.254").rule());
    assertEquals("deny ::1", Scopes.denied(scope, "::1").rule());
    assertTrue(Scopes.denied(scope, "10.1.2.3").message().contains("is denied by"));
    Scopes.allowed(scope, "10.0.0.0/16", "10.2.0.0/16");
  }

  @Test
  void aBlockThatOverlapsADenyIsRefusedWithTheRestNamed() throws Exception {
    ScanScope scope = Scopes.scope(Scopes.policy(List.of(), List.of("10.1.0.0/16", "10.9.9.9")));

    Denied denied = Scopes.denied(scope, "127.0.0.1", "10.0.0.0/15");

    assertEquals("10.0.0.0/15", denied.target());
    assertEquals("deny 10.1.0.0/16", denied.rule());
    assertTrue(denied.message().contains("overlaps the operator's deny rule 10.1.0.0/16"));
    assertTrue(denied.message().contains("allowed of it: 10.0.0.0/16"), denied.message());
    assertTrue(Scopes.denied(scope, "10.9.9.0-255").message().contains("10.9.9.0/29"));
  }

  @Test
  void aBlockThatReachesOutOfPrivateNamesThePrivatePart() throws Exception {
    String message = Scopes.denied(Scopes.scope(ScopePolicy.DEFAULT), "10.0.0.0/7").message();

    assertTrue(message.contains("allowed of it: 10.0.0.0/8"), message);
    assertTrue(message.contains("scope.allow"), message);
  }

  @Test
  void longListsOfAllowedPartsAreCut() throws Exception {
    ScanScope scope = Scopes.scope(Scopes.policy(List.of(), List.of("10.128.0.1")));

    String message = Scopes.denied(scope, "10.0.0.0/8").message();

    assertTrue(message.contains(" and more"), message);
    assertTrue(message.length() < 300, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.1/8",
        "0x7f.1",
        "010.0.0.1",
        "example.com",
        "",
        "10.0.0.0/8,11.0.0.1",
        "10.0.0.*",
        "10.0.0.9-1",
        "fe80::1%eth0",
        "::ffff:1.2.3.4",
        "\n"
      })
  void aBadEntryIsNamed(String entry) {
    for (ScopePolicy policy :
        List.of(
            Scopes.policy(List.of("10.0.0.1", entry), List.of()),
            Scopes.policy(List.of(), List.of("10.0.0.1", entry)))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> new ScanScope(policy)).getMessage();
      assertTrue(message.contains(Quoted.of(entry)), message);
      assertTrue(message.contains("allowed are"), message);
      assertTrue(message.startsWith(policy.allow().isEmpty() ? "deny" : "allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:a00:0/104", "64:ff9b::/96", "2002:a00::/24", "2001::/32", "::7"})
  void ipv6FormsOfIpv4CannotBeAllowed(String entry) throws Exception {
    ScopePolicy policy = Scopes.policy(List.of(entry), List.of());

    String message =
        assertThrows(IllegalArgumentException.class, () -> new ScanScope(policy)).getMessage();

    assertTrue(message.contains("IPv4 block instead"), message);
    new ScanScope(Scopes.policy(List.of(), List.of(entry)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "*.lab.internal", "..lab", "lab.", "la b", "l\u00e4b", "10.0.0.1"})
  void aBadNameSuffixIsNamed(String suffix) {
    ScopePolicy policy = new ScopePolicy(List.of(), List.of(), List.of(suffix), false);

    String message =
        assertThrows(IllegalArgumentException.class, () -> new ScanScope(policy)).getMessage();

    assertTrue(message.startsWith("allowNames " + Quoted.of(suffix)), message);
    assertTrue(message.contains("allowed are"), message);
  }

  @Test
  void intrusiveIsThePolicys() {
    assertFalse(new ScanScope(ScopePolicy.DEFAULT).intrusiveAllowed());
    assertTrue(
        new ScanScope(new ScopePolicy(List.of(), List.of(), List.of(), true)).intrusiveAllowed());
  }
}
