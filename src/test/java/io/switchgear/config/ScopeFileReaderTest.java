package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScopeFile;
import io.switchgear.scope.ScopeRule;
import io.switchgear.scope.ScopeRule.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scope files, good and bad. */
class ScopeFileReaderTest {

  private static final String BY = "authoriser = me, reference = R1";

  @TempDir Path folder;

  @Test
  void noFileIsNoRules() {
    assertEquals(ScopeFile.NONE, SettingsTest.load(Map.of(), Map.of()).scope().file());
  }

  @Test
  void theExampleIsRead() {
    Path example = Path.of("examples/scope.conf").toAbsolutePath();
    ScopeFile file = ScopeFiles.policy(example).file();
    assertEquals(example.toString(), file.path());
    assertTrue(file.builtIn());
    assertEquals(5, file.rules().size());
    assertEquals(
        new ScopeRule(
            Effect.ALLOW,
            List.of("198.51.100.20", "shop.acme.example"),
            PortSet.tcpPorts(80, 443)
                .plus(PortSet.tcp(8000, 8100))
                .plus(PortSet.udp(80, 80))
                .plus(PortSet.udp(443, 443))
                .plus(PortSet.udp(8000, 8100)),
            Set.of("*"),
            Set.of("port_scan"),
            "J. Doe, CISO of ACME",
            "SOW-2026-114",
            Optional.empty(),
            Optional.of(Instant.parse("2026-12-31T18:00:00Z")),
            21),
        file.rules().get(1));
    ScopeRule first = file.rules().getFirst();
    assertEquals(Set.of("ann", "oauth:bob@acme.example"), first.principals());
    assertEquals(Optional.of(Instant.parse("2026-12-01T00:00:00Z")), first.from());
    assertEquals(
        Optional.of(Instant.parse("2027-01-01T00:00:00Z")), first.until(), "the day is included");
  }

  @Test
  void theBuiltInNetworksCanBeLeftOut() throws IOException {
    ScopeFile file = ScopeFiles.policy(folder, "built-in = off", "rules = []").file();
    assertEquals(false, file.builtIn());
    assertEquals(List.of(), file.rules());
  }

  @Test
  void aListCanBeWrittenInParts() throws IOException {
    ScopeFile file =
        ScopeFiles.policy(
                folder,
                "rules = []",
                "rules += { allow = [\"203.0.113.1\"], " + BY + " }",
                "rules += { deny = [\"203.0.113.1\"], " + BY + " }")
            .file();
    assertEquals(List.of(2, 3), file.rules().stream().map(ScopeRule::line).toList());
  }

  private List<String> problems(String... lines) throws IOException {
    return ScopeFiles.problems(folder, lines);
  }

  private void assertProblem(String rule, String key, String... said) throws IOException {
    List<String> problems = problems("rules = [", "  { " + rule + " }", "]");
    assertEquals(1, problems.size(), problems::toString);
    String start = "scope-file.rules[0]" + key + " (scope.conf:2): ";
    assertTrue(problems.getFirst().startsWith(start), problems::toString);
    for (String part : said) {
      assertTrue(problems.getFirst().contains(part), problems::toString);
    }
  }

  @Test
  void aBadRuleIsReportedWithItsLineAndWhatIsAllowed() throws IOException {
    assertProblem(
        "allow = [\"10.0.0.5/24\"], " + BY,
        ".allow",
        "\"10.0.0.5/24\" has host bits set",
        "10.0.0.0/24");
    assertProblem("deny = [\"10.0.0.300\"], " + BY, ".deny", "\"10.0.0.300\" is not an IPv4");
    assertProblem(
        "deny = [\"a_b.example\"], " + BY, ".deny", "\"a_b.example\" contains the character '_'");
    assertProblem("allow = [\"::ffff:10.0.0.1\"], " + BY, ".allow", "mixes IPv6 and IPv4");
    assertProblem(
        "allow = [\"::ffff:a00:1\"], " + BY, ".allow", "ipv4-mapped", "allow the IPv4 block");
    assertProblem("allow = [\"10.0.0.1\", \"10.0.0.1\"], " + BY, ".allow", "in the list twice");
    assertProblem(
        "allow = [\"10.0.0.1\"], deny = [\"10.0.0.2\"], " + BY,
        ".deny",
        "either allow or deny",
        "both");
    assertProblem(BY, ".allow", "either allow or deny", "neither");
    assertProblem(
        "allow = [\"10.0.0.1\"], ports = [0], " + BY,
        ".ports",
        "[\"0\"] will not do",
        "1 to 65535");
    assertProblem(
        "allow = [\"10.0.0.1\"], ports = [\"9-8\", ssh], " + BY,
        ".ports",
        "[\"9-8\", \"ssh\"]",
        "U:53");
    assertProblem("allow = [\"10.0.0.1\"], ports = [], " + BY, ".ports", "the list is empty");
    assertProblem(
        "allow = [\"10.0.0.1\"], principals = [\"ann*\"], " + BY,
        ".principals",
        "\"ann*\"",
        "* alone");
    assertProblem(
        "allow = [\"10.0.0.1\"], tools = [nmpa], " + BY,
        ".tools",
        "\"nmpa\" is no tool",
        "nmap, port_scan");
    assertProblem("allow = [\"10.0.0.1\"], reference = R1", ".authoriser", "the key is missing");
    assertProblem("allow = [\"10.0.0.1\"], authoriser = me", ".reference", "the key is missing");
    assertProblem(
        "allow = [\"10.0.0.1\"], authoriser = \" \", reference = R1",
        ".authoriser",
        "who authorised");
    assertProblem(
        "allow = [\"10.0.0.1\"], from = 2026-13-01, " + BY, ".from", "a date or a time in UTC");
    assertProblem(
        "allow = [\"10.0.0.1\"], from = 2026-12-02, until = 2026-12-01, " + BY,
        ".until",
        "not after from 2026-12-02T00:00:00Z");
    assertProblem(
        "alow = [\"10.0.0.1\"], " + BY, ".alow", "unknown key; allowed are allow, deny, ports");
  }

  @Test
  void targetsAreAList() throws IOException {
    for (String targets : List.of("[]", "\"10.0.0.1\"", "{}", "[[]]")) {
      List<String> problems = problems("rules = [ { allow = " + targets + ", " + BY + " } ]");
      assertTrue(
          problems.getFirst().startsWith("scope-file.rules[0].allow (scope.conf:1): "),
          problems::toString);
      assertTrue(problems.getFirst().contains("list"), problems::toString);
    }
  }

  @Test
  void allProblemsAreReportedTogether() throws IOException {
    List<String> problems =
        problems(
            "rules = [",
            "  { allow = [\"10.0.0.5/24\", \"x y\"], ports = [99999], " + BY + " }",
            "  { allow = [\"10.0.0.1\"], " + BY + " }",
            "  { deny = [\"10.0.0.1\"], reference = \"\", authoriser = me }",
            "]",
            "rulez = 1");
    List<String> keys = problems.stream().map(each -> each.replaceFirst(": .*", "")).toList();
    assertEquals(
        List.of(
            "scope-file.rulez (scope.conf:6)",
            "scope-file.rules[0].allow (scope.conf:2)",
            "scope-file.rules[0].allow (scope.conf:2)",
            "scope-file.rules[0].ports (scope.conf:2)",
            "scope-file.rules[2].reference (scope.conf:4)"),
        keys,
        problems::toString);
  }

  @Test
  void twoEqualRulesAreRefused() throws IOException {
    List<String> problems =
        problems(
            "rules = [",
            "  { allow = [\"10.0.0.1\"], " + BY + " }",
            "  { deny = [\"10.0.0.1\"], " + BY + " }",
            "  { allow = [\"10.0.0.1\"], principals = [\"*\"], " + BY + " }",
            "]");
    assertEquals(
        List.of(
            "scope-file.rules[2] (scope.conf:4): this is the rule of line 2 again; remove one of"
                + " them"),
        problems);
  }

  /** The second list would drop the deny rules of the first one. */
  @Test
  void aKeyThatIsThereTwiceIsRefused() throws IOException {
    List<String> problems =
        problems(
            "rules = [ { deny = [\"10.0.0.1\"], " + BY + " } ]",
            "rules = [ { allow = [\"203.0.113.1\"], " + BY + ",",
            "  authoriser = you } ]");
    assertEquals(2, problems.size(), problems::toString);
    assertTrue(
        problems
            .getLast()
            .startsWith(
                "scope-file.authoriser (scope.conf:3): the block has this key in line 2 too"),
        problems::toString);
    assertTrue(
        problems.getFirst().startsWith("scope-file.rules (scope.conf:2): "), problems::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rules = 5",
        "rules = \"[]\"",
        "rules { allow = [] }",
        "built-in = true",
        "rules = [ 7 ]",
        "rules = [ { allow = [\"10.0.0.1\"]",
        "rules = ${nothing}",
        "rules = []\nbuilt-in = perhaps",
        "include \"other.conf\"\nrules = []",
        "include file(\"/etc/passwd\")\nrules = []",
        "include url(\"http://127.0.0.1:1/x\")\nrules = []",
        "include classpath(\"reference.conf\")\nrules = []",
        "<xml/>"
      })
  void aFileOfAnotherShapeIsRefused(String text) throws IOException {
    List<String> problems = problems(text);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().startsWith("scope-file"), problems::toString);
    assertTrue(problems.getFirst().contains("scope.conf"), problems::toString);
  }

  @Test
  void theEnvironmentIsNoPartOfAScope() throws IOException {
    assertEquals(1, problems("rules = [ { allow = [${HOME}], " + BY + " } ]").size());
  }

  @Test
  void aFileThatIsNotThereIsAProblemOfTheKey() {
    List<String> missing = new ArrayList<>();
    for (Path file : List.of(folder.resolve("none.conf"), folder)) {
      try {
        ScopeFiles.policy(file);
      } catch (SettingsException bad) {
        missing.add(bad.problems().getFirst().key());
      }
    }
    assertEquals(List.of("switchgear.scope.file", "switchgear.scope.file"), missing);
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("scope.conf"), new byte[] {(byte) 0xff, 0, 1});
    try {
      ScopeFiles.policy(file);
      throw new AssertionError("accepted");
    } catch (SettingsException bad) {
      assertTrue(bad.getMessage().contains("cannot be read as UTF-8"), bad::getMessage);
    }
  }
}
