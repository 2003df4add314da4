package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of {@code hostile-targets.txt} is refused, for the reason it states. */
class HostileTargetsTest {

  private static final int AT_LEAST = 110;
  private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

  private final ScanScope scope = Scopes.scope(ScopePolicy.DEFAULT);

  @ParameterizedTest
  @MethodSource("targets")
  void refused(String reason, String target) throws Exception {
    assertRefused(reason, target, Scopes.check(scope, Long.MAX_VALUE, target));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void refusedBesideFairTargets(String reason, String target) throws Exception {
    assertRefused(
        reason,
        target,
        Scopes.check(scope, Long.MAX_VALUE, "127.0.0.1", "nas.lab.internal", target, "10.0.0.1"));
  }

  @Test
  void theTableIsComplete() throws IOException {
    assertTrue(targets().count() >= AT_LEAST);
    assertEquals(targets().count(), targets().map(line -> line.get()[1]).distinct().count());
  }

  private static void assertRefused(String reason, String target, ScopeDecision decision) {
    switch (decision) {
      case Allowed allowed -> throw new AssertionError("allowed " + allowed.targets());
      case Denied denied -> assertSays(reason, target, denied.target(), denied.message());
      case Malformed malformed ->
          assertSays(reason, target, malformed.target(), malformed.message());
    }
  }

  private static void assertSays(String reason, String target, String named, String message) {
    assertTrue(message.contains(reason), message);
    assertEquals(Quoted.plain(target), named);
    assertTrue(message.startsWith(Quoted.of(target)), message);
    assertTrue(message.chars().allMatch(unit -> unit >= ' ' && unit <= '~'), message);
  }

  static Stream<Arguments> targets() throws IOException {
    try (InputStream table = HostileTargetsTest.class.getResourceAsStream("/hostile-targets.txt")) {
      return new String(table.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(HostileTargetsTest::arguments);
    }
  }

  private static Arguments arguments(String line) {
    int bar = line.startsWith("character '") ? line.indexOf("'|", 11) + 1 : line.indexOf('|');
    String unicode =
        UNICODE_ESCAPE
            .matcher(line.substring(bar + 1))
            .replaceAll(escape -> String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
    return Arguments.of(line.substring(0, bar).translateEscapes(), unicode.translateEscapes());
  }
}
