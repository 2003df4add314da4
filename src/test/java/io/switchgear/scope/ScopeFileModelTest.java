package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeRule.Effect;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random rules and calls against a model that asks every rule about every address and port. */
class ScopeFileModelTest {

  private static final Instant NOW = Instant.parse("2026-12-05T00:00:00Z");
  private static final List<String> PRINCIPALS = List.of("ann", "bob", "eve");
  private static final List<String> TOOLS = List.of("nmap", "port_scan");
  private static final int ADDRESSES = 24;
  private static final int PORTS = 6;

  private static final class Call {
    final String principal;
    final String tool;
    final int first;
    final int last;
    final List<Integer> tcp;
    final List<Integer> udp;

    Call(Random random) {
      principal = PRINCIPALS.get(random.nextInt(3));
      tool = TOOLS.get(random.nextInt(2));
      first = random.nextInt(ADDRESSES);
      last = Math.min(ADDRESSES - 1, first + random.nextInt(4));
      tcp = some(random);
      udp = random.nextInt(3) == 0 ? some(random) : List.of();
    }

    private static List<Integer> some(Random random) {
      return IntStream.rangeClosed(1, PORTS)
          .filter(port -> random.nextInt(4) == 0)
          .boxed()
          .toList();
    }

    PortSet ports() {
      return PortFlags.of(tcp, udp);
    }

    String target() {
      return first == last ? address(first) : address(first) + "-" + last;
    }
  }

  private static final class PortFlags {
    static PortSet of(List<Integer> tcp, List<Integer> udp) {
      PortSet ports = PortSet.NONE;
      for (int port : tcp) {
        ports = ports.plus(PortSet.tcp(port, port));
      }
      for (int port : udp) {
        ports = ports.plus(PortSet.udp(port, port));
      }
      return ports;
    }
  }

  private static String address(int index) {
    return "198.51.100." + index;
  }

  private record Modelled(ScopeRule rule, int first, int last) {
    boolean isAbout(Call call, int address) {
      return first <= address
          && address <= last
          && (rule.principals().contains("*") || rule.principals().contains(call.principal))
          && (rule.tools().contains("*") || rule.tools().contains(call.tool))
          && rule.from().map(from -> !NOW.isBefore(from)).orElse(true)
          && rule.until().map(NOW::isBefore).orElse(true);
    }

    boolean has(PortSet port) {
      return rule.ports().overlaps(port);
    }
  }

  private static Modelled rule(Random random, int line) {
    int first = random.nextInt(ADDRESSES);
    int last = Math.min(ADDRESSES - 1, first + random.nextInt(12));
    return new Modelled(
        new ScopeRule(
            random.nextInt(4) == 0 ? Effect.DENY : Effect.ALLOW,
            List.of(first == last ? address(first) : address(first) + "-" + last),
            switch (random.nextInt(3)) {
              case 0 -> PortSet.ALL;
              case 1 -> PortSet.tcp(1, 1 + random.nextInt(PORTS));
              default -> {
                int from = 1 + random.nextInt(PORTS);
                int to = from + random.nextInt(PORTS);
                yield PortSet.tcp(from, to).plus(PortSet.udp(from, to));
              }
            },
            random.nextBoolean() ? Set.of("*") : Set.of(PRINCIPALS.get(random.nextInt(3))),
            random.nextBoolean() ? Set.of("*") : Set.of(TOOLS.get(random.nextInt(2))),
            "a",
            "r",
            moment(random),
            moment(random).map(at -> at.plus(Duration.ofDays(1))),
            line),
        first,
        last);
  }

  /** Around now, and sometimes now. */
  private static Optional<Instant> moment(Random random) {
    return random.nextInt(3) > 0
        ? Optional.empty()
        : Optional.of(NOW.plus(Duration.ofDays(random.nextInt(4) - 2)));
  }

  private static boolean allowed(List<Modelled> rules, Call call) {
    for (int address = call.first; address <= call.last; address++) {
      int at = address;
      List<Modelled> about = rules.stream().filter(rule -> rule.isAbout(call, at)).toList();
      List<PortSet> probes = new ArrayList<>();
      call.tcp.forEach(port -> probes.add(PortSet.tcp(port, port)));
      call.udp.forEach(port -> probes.add(PortSet.udp(port, port)));
      boolean denied =
          about.stream()
              .filter(rule -> rule.rule().effect() == Effect.DENY)
              .anyMatch(
                  rule ->
                      rule.rule().ports().equals(PortSet.ALL)
                          || probes.stream().anyMatch(rule::has));
      List<Modelled> allows =
          about.stream().filter(rule -> rule.rule().effect() == Effect.ALLOW).toList();
      boolean covered =
          !allows.isEmpty()
              && probes.stream().allMatch(port -> allows.stream().anyMatch(rule -> rule.has(port)));
      if (denied || !covered) {
        return false;
      }
    }
    return true;
  }

  @Test
  void decisionsAreThoseOfTheModel() throws Exception {
    int allowed = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      List<Modelled> rules = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        rules.add(rule(random, i + 1));
      }
      ScopeFile file =
          new ScopeFile(
              "/x/scope.conf", random.nextBoolean(), rules.stream().map(Modelled::rule).toList());
      ScanScope scope =
          new ScanScope(
              Scopes.policy(List.of(), List.of()).with(file), Clock.fixed(NOW, ZoneOffset.UTC));
      for (int i = 0; i < 40; i++) {
        Call call = new Call(random);
        ScopeQuery query = new ScopeQuery(call.principal, call.tool, call.ports());
        boolean expected = allowed(rules, call);
        String why = "seed " + seed + ", " + query + ", " + call.target() + ", " + rules;
        assertEquals(
            expected,
            scope.checkLiterals(query, List.of(call.target()), List.of(), 256).isEmpty(),
            why);
        ScopeExplanation explained =
            scope.explain(query, call.target()).toCompletableFuture().join();
        assertEquals(expected, explained.allowed(), why);
        assertEquals(
            true,
            explained.lines().isEmpty()
                ? !expected
                : !expected || explained.lines().stream().anyMatch(ScopeExplanation.Line::decides),
            why);
        ScopeDecision decision =
            scope.check(query, List.of(call.target()), List.of(), 256).toCompletableFuture().join();
        assertEquals(expected, decision instanceof Allowed, why);
        allowed += expected ? 1 : 0;
      }
    }
    assertEquals(true, allowed > 500, "allowed are " + allowed);
  }
}
