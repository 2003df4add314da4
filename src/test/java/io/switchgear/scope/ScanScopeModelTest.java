package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Decisions on random blocks agree with a model that checks each address by itself, over 512
 * addresses around an edge of the built-in rules.
 */
class ScanScopeModelTest {

  private static final int SIZE = 512;
  private static final int HALF_BITS = 8;
  private static final int ROUNDS = 400;

  /** An inclusive interval of addresses, and its notation. */
  private record Span(BigInteger from, BigInteger to, String text) {
    boolean holds(BigInteger address) {
      return from.compareTo(address) <= 0 && address.compareTo(to) <= 0;
    }
  }

  private final List<Span> builtIn =
      List.of(
          cidr("127.0.0.0", 8),
          cidr("10.0.0.0", 8),
          cidr("172.16.0.0", 12),
          cidr("192.168.0.0", 16),
          cidr("fc00::", 7));
  private final List<Span> special =
      List.of(
          cidr("0.0.0.0", 8),
          cidr("100.64.0.0", 10),
          cidr("169.254.0.0", 16),
          cidr("192.0.2.0", 24),
          cidr("203.0.113.0", 24),
          cidr("198.18.0.0", 15),
          cidr("224.0.0.0", 4),
          cidr("240.0.0.0", 4),
          cidr("255.255.255.255", 32),
          cidr("2001:db8::", 32),
          cidr("fe00::", 9),
          cidr("fe80::", 10),
          cidr("f800::", 6),
          cidr("fd00:ec2::254", 128));

  @ParameterizedTest
  @CsvSource({
    "10.255.255.0, 20261",
    "9.255.255.0, 20262",
    "172.31.255.0, 20263",
    "192.167.255.0, 20264",
    "126.255.255.0, 20265",
    "127.255.255.0, 20266",
    "169.253.255.0, 20267",
    "169.254.255.0, 20268",
    "192.0.1.0, 20269",
    "203.0.112.0, 20270",
    "198.17.255.0, 20271",
    "223.255.255.0, 20272",
    "239.255.255.0, 20273",
    "255.255.254.0, 20274",
    "0.255.255.0, 20275",
    "100.63.255.0, 20276",
    "fd00:ec2::200, 20277",
    "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ff00, 20278",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ff00, 20279",
    "2001:db7:ffff:ffff:ffff:ffff:ffff:ff00, 20280",
  })
  void agreesWithTheModel(String base, long seed) throws Exception {
    System.out.println("ScanScopeModelTest base " + base + " seed " + seed);
    Random random = new Random(seed);
    BigInteger origin = value(base);
    boolean v6 = base.contains(":");
    int allowed = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Span> allow = spans(random, origin, v6, 4);
      if (random.nextInt(3) == 0) {
        allow.add(cidr(v6 ? "::" : "0.0.0.0", 0));
      }
      List<Span> deny = spans(random, origin, v6, 3);
      List<Span> targets = spans(random, origin, v6, 3);
      targets.add(span(random, origin, v6));
      long maxHosts = 1 + random.nextInt(SIZE);
      TreeSet<BigInteger> asked = new TreeSet<>();
      targets.forEach(target -> addressesOf(target, asked));
      boolean fine = asked.stream().allMatch(address -> modelAllows(address, allow, deny));
      ScanScope scope = Scopes.scope(Scopes.policy(texts(allow), texts(deny)));

      ScopeDecision decision = Scopes.check(scope, maxHosts, texts(targets).toArray(String[]::new));

      String context =
          "base %s seed %d round %d: allow %s deny %s targets %s max %d -> %s"
              .formatted(
                  base, seed, round, texts(allow), texts(deny), texts(targets), maxHosts, decision);
      switch (decision) {
        case Allowed(TargetSet set) -> {
          allowed++;
          assertTrue(fine && asked.size() <= maxHosts, context);
          assertEquals(asked.size(), set.hosts(), context);
          assertEquals(
              List.copyOf(asked),
              set.addresses().map(InetAddress::getAddress).map(ScanScopeModelTest::value).toList(),
              context);
        }
        case Denied denied -> {
          refused++;
          assertTrue(!fine, context);
          assertEquals(
              deny.stream().anyMatch(rule -> overlaps(rule, denied.target(), targets)),
              denied.rule().startsWith("deny "),
              context);
        }
        case Malformed ignored -> assertTrue(fine && asked.size() > maxHosts, context);
      }
    }
    assertTrue(allowed > 0 && refused > 0, "allowed " + allowed + ", refused " + refused);
  }

  private boolean modelAllows(BigInteger address, List<Span> allow, List<Span> deny) {
    if (deny.stream().anyMatch(rule -> rule.holds(address))) {
      return false;
    }
    List<Span> around = special.stream().filter(block -> block.holds(address)).toList();
    if (around.isEmpty() && builtIn.stream().anyMatch(block -> block.holds(address))) {
      return true;
    }
    return allow.stream()
        .filter(entry -> entry.holds(address))
        .anyMatch(
            entry ->
                around.stream()
                    .allMatch(block -> block.holds(entry.from()) && block.holds(entry.to())));
  }

  private static boolean overlaps(Span rule, String target, List<Span> targets) {
    return targets.stream()
        .filter(span -> span.text().equals(target))
        .anyMatch(
            span -> span.from().compareTo(rule.to()) <= 0 && rule.from().compareTo(span.to()) <= 0);
  }

  private static List<Span> spans(Random random, BigInteger origin, boolean v6, int atMost) {
    List<Span> spans = new ArrayList<>();
    for (int left = random.nextInt(atMost); left > 0; left--) {
      spans.add(span(random, origin, v6));
    }
    return spans;
  }

  private static Span span(Random random, BigInteger origin, boolean v6) {
    if (!v6 && random.nextBoolean()) {
      int first = random.nextInt(SIZE);
      int last = first + random.nextInt(Math.min(SIZE - first, 1 << random.nextInt(10)));
      BigInteger from = origin.add(BigInteger.valueOf(first));
      BigInteger to = origin.add(BigInteger.valueOf(last));
      return new Span(from, to, text(from, false) + "-" + text(to, false));
    }
    int bits = random.nextInt(HALF_BITS + 1);
    BigInteger from = origin.add(BigInteger.valueOf((long) random.nextInt(SIZE >> bits) << bits));
    return cidr(text(from, v6), (v6 ? 128 : 32) - bits);
  }

  private static void addressesOf(Span span, TreeSet<BigInteger> into) {
    for (BigInteger at = span.from(); at.compareTo(span.to()) <= 0; at = at.add(BigInteger.ONE)) {
      into.add(at);
    }
  }

  /** IPv6 values are offset beyond all IPv4 values, so that the families never overlap. */
  private static BigInteger value(byte[] address) {
    BigInteger number = new BigInteger(1, address);
    return address.length == 4 ? number : number.add(BigInteger.ONE.shiftLeft(128));
  }

  private static BigInteger value(String literal) {
    return value(Scopes.address(literal).getAddress());
  }

  private static Span cidr(String base, int prefix) {
    BigInteger from = value(base);
    int hostBits = (base.contains(":") ? 128 : 32) - prefix;
    return new Span(
        from,
        from.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE),
        base + "/" + prefix);
  }

  private static String text(BigInteger value, boolean v6) {
    List<String> groups = new ArrayList<>();
    int width = v6 ? 16 : 8;
    for (int shift = v6 ? 112 : 24; shift >= 0; shift -= width) {
      int group = value.shiftRight(shift).intValue() & ((1 << width) - 1);
      groups.add(v6 ? Integer.toHexString(group) : Integer.toString(group));
    }
    return String.join(v6 ? ":" : ".", groups);
  }

  private static List<String> texts(List<Span> spans) {
    return spans.stream().map(Span::text).toList();
  }
}
