package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used stops start-up, with its name, its place and what is allowed. */
class BadSettingsTest {

  @TempDir Path folder;

  private List<String> problems(String text) throws IOException {
    return problems(text, Map.of(), Map.of());
  }

  private List<String> problems(
      String text, Map<String, String> environment, Map<String, String> line) throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), text);
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    SettingsLoader loader = new SettingsLoader(environment, properties);
    SettingsException refused =
        assertThrows(SettingsException.class, () -> loader.load(Optional.of(file), line));
    assertEquals(
        refused.problems().stream().map(Object::toString).collect(Collectors.joining("\n")),
        refused.getMessage());
    return refused.problems().stream()
        .map(problem -> problem.toString().replace(folder + "/", ""))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http.port = 70000 | 70000 | allowed is 0 to 65535",
        "http.port = -1 | -1 | allowed is 0 to 65535",
        "http.port = 80.5 | 80.5 | a whole number below 2^31 is needed",
        "http.port = 99999999999 | 99999999999 | a whole number below 2^31 is needed",
        "http.port = [80] | [80] | a whole number below 2^31 is needed",
        "http.port = null | null | a whole number below 2^31 is needed",
        "http.port = abc | \"abc\" | a whole number below 2^31 is needed",
        "http.host = \"\" | \"\" | a text is needed",
        "http.host = {} | {} | a text is needed",
        "http.max-body = 1 | 1 | allowed is 1024 to 1073741824",
        "http.max-body = 1 parsec | \"1 parsec\" | a size is needed, such as 4096, 64 KiB or 1 MiB",
        "http.max-body = NaN | \"NaN\" | a size is needed, such as 4096, 64 KiB or 1 MiB",
        "http.stream-after = 30 | 30 | a duration with its unit is needed, such as 500ms, 30s or"
            + " 10m",
        "http.stream-after = NaN | \"NaN\" | a duration with its unit is needed, such as 500ms, 30s"
            + " or 10m",
        "http.stream-after = \"-1s\" | -1s | allowed is 0s to 1m",
        "http.keep-alive = 0s | 0s | allowed is 10ms to 50s",
        "http.session-idle = 8d | 8d | allowed is 1ms to 7d",
        "http.max-sessions = 0 | 0 | allowed is 1 to 1000000",
        "http.max-connections = 0 | 0 | allowed is 1 to 1000000",
        "http.allowed-origins = [\"*\"] | * | an origin is scheme, host and port only, such as"
            + " https://ops.example or http://10.0.0.5:3000; there are no wildcards",
        "http.allowed-origins = [\"https://a.example/x\"] | https://a.example/x | an origin is"
            + " scheme, host and port only, such as https://ops.example or http://10.0.0.5:3000;"
            + " there are no wildcards",
        "http.allowed-hosts = [\"http://a\"] | http://a | a Host header is a name or address, with"
            + " a port if it is not the default one, such as scan.example or 10.0.0.5:8080",
        "scope.allow = [{}] | [{}] | a list of texts is needed, such as [\"a\", \"b\"]",
        "scope.intrusive = maybe | \"maybe\" | allowed is true or false",
        "scope.intrusive = 1 | 1 | allowed is true or false",
        "shutdown.grace = 11m | 11m | allowed is 0s to 10m",
        "health.interval = 4s | 4s | allowed is 5s to 1h",
        "health.check-timeout = 50ms | 50ms | allowed is 100ms to 18s",
        "health.timeout = 1s | 1s | must not be below check-timeout, which is 10s",
        "health.cpu-threshold = 0 | 0.0 | allowed is 0.01 to 1.0",
        "health.cpu-window = 1s | 1s | allowed is 5s to 1h",
        "health.memory-threshold = 80 | 80.0 | allowed is 0.01 to 1.0",
        "health.disk-threshold = NaN | \"NaN\" | a number is needed",
        "health.descriptor-threshold = 2 | 2.0 | allowed is 0.01 to 1.0",
        "health.heap-threshold = -1 | -1.0 | allowed is 0.01 to 1.0",
        "tools.nmap.enabled = perhaps | \"perhaps\" | allowed is true or false",
        "tools.default.breaker.jitter = NaN | \"NaN\" | a number is needed",
        "tools.default.breaker.multiplier = Infinity | \"Infinity\" | a number is needed",
        "tools.default.breaker.multiplier = 1e999 | Infinity | a number is needed",
        "tools.default.breaker.window.type = sliding | \"sliding\" | allowed is one of none, count,"
            + " time",
        "tools.default.breaker.window.size = many | \"many\" | a whole number below 2^31 is needed",
        "tools.default.breaker.adaptive = 5 | 5 | allowed is true or false",
        "log.level = loud | \"loud\" | allowed is one of TRACE, DEBUG, INFO, WARN, ERROR, OFF",
        "reload.debounce = 1ms | 1ms | allowed is 10ms to 1m",
        "targets.per = host | \"host\" | allowed is one of address, network",
        "targets.sweep = 257 | 257 | allowed is 1 to 256",
        "targets.max-kept = 0 | 0 | allowed is 1 to 1000000",
        "targets.idle = 8d | 8d | allowed is 1s to 7d",
        "tools.default.fallback-on = [open, shut] | [\"open\",\"shut\"] | a list is needed, of some"
            + " of open, full, failure, timeout",
        "tools.default.fallback-on = \"\" | \"\" | a list is needed, of some of open, full,"
            + " failure, timeout",
        "fallback.answers-per-tool = 0 | 0 | allowed is 1 to 100000",
        "fallback.max-answer = 2 MiB | 2097152 | allowed is 1024 to 1048576",
        "fallback.queued-per-tool = 0 | 0 | allowed is 1 to 100000",
        "fallback.keep = 1s | 1s | allowed is 1m to 366d",
        "tasks.after = -1s | -1s | allowed is 0s to 1d",
        "tasks.ttl = 1s | 1s | allowed is 1m to 366d",
        "tasks.poll-interval = 99ms | 99ms | allowed is 100ms to 1h",
        "tools.nmap.max-hosts = 0 | 0 | allowed is 1 to 16777216",
        "tools.nmap.max-ports = 65536 | 65536 | allowed is 1 to 65535",
        "tools.nmap.max-output = 1 KiB | 1024 | allowed is 65536 to 1073741824",
        "tools.nmap.grace = 11s | 11s | allowed is 0s to 10s",
        "tools.port_scan.max-hosts = 0 | 0 | allowed is 1 to 16777216",
        "tools.port_scan.max-ports = 0 | 0 | allowed is 1 to 65535",
        "tools.port_scan.max-probes = 0 | 0 | allowed is 1 to 1000000000000",
        "tools.port_scan.concurrency = 60001 | 60001 | allowed is 1 to 60000",
        "tools.port_scan.rate = -1 | -1 | allowed is 0 to 10000000",
        "tools.port_scan.retries = 11 | 11 | allowed is 0 to 10",
        "tools.port_scan.connect-timeout = 1ms | 1ms | allowed is 10ms to 1m",
        "tools.port_scan.banner-bytes = 65537 | 65537 | allowed is 0 to 65536",
        "tools.port_scan.banner-wait = 61s | 61s | allowed is 0s to 1m",
      })
  void aBadValueIsNamedWithItsPlaceAndWhatIsAllowed(String line, String shown, String message)
      throws IOException {
    String key = "switchgear." + line.substring(0, line.indexOf(' '));
    assertEquals(
        List.of(key + " = " + shown + " (my.conf:2): " + message),
        problems("\nswitchgear." + line + "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cache |  | a list of blocks is needed, each with one of cache, tool, queue, static",
        "[queue] | [0] | a block with one key is needed: cache, tool, queue, static",
        "[{queue{}}, {cash{}}] | [1].cash | unknown key; allowed are cache, tool, queue, static",
        "[{cache{max-age=5}}] | [0].cache.max-age | a duration with its unit is needed, such as"
            + " 500ms, 30s or 10m",
        "[{cache{max-age=0s}}] | [0].cache.max-age | allowed is 1s to 366d",
        "[{cache{}}] | [0].cache.max-age | the key is missing; a duration with its unit is needed,"
            + " such as 500ms, 30s or 10m",
        "[{cache{age=5}}] | [0].cache.age | unknown key; allowed are max-age",
        "[{queue{age=5}}] | [0].queue.age | unknown key; no key is allowed here",
        "[{static{}}] | [0].static | static needs text, structured, or both",
        "[{static{structured=5}}] | [0].static.structured | a block is needed: { key = value }",
      })
  void aBadStepIsNamedByItsPath(String steps, String path, String message) throws IOException {
    assertEquals(
        List.of(
            "switchgear.tools.nmap.fallback"
                + (path == null ? "" : path)
                + " (my.conf:2): "
                + message),
        problems("\nswitchgear.tools.nmap.fallback = " + steps + "\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "switchgear.http.prot, switchgear.http.port",
    "switchgear.htp.port, switchgear.http",
    "switchgear.tools.nmap.call-timout, switchgear.tools.nmap.call-timeout",
    "switchgear.tools.nmap.breaker.jiter, switchgear.tools.nmap.breaker.jitter",
    "switchgear.tools.nmap.concurrency, switchgear.tools.port_scan.concurrency",
    "switchgear.tools.nmpa.enabled, switchgear.tools.nmap",
    "swichgear.http.port, switchgear",
    "http.port, switchgear.http",
  })
  void anUnknownKeyIsAnsweredWithTheNearestKnownOne(String key, String meant) throws IOException {
    List<String> problems = problems("# a comment\n" + key + " = 1\n");
    assertEquals(1, problems.size(), problems::toString);
    String problem = problems.getFirst();
    assertTrue(key.startsWith(problem.substring(0, problem.indexOf(' '))), problem);
    assertTrue(problem.endsWith(" (my.conf:2): unknown key; did you mean " + meant + "?"), problem);
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    List<String> problems =
        problems(
            """
            switchgear {
              http { port = 70000, max-sessions = 0, hots = x }
              scope.intrusive = maybe
              tools.port_scan { rate = -1, retries = many }
            }
            """,
            Map.of("SWITCHGEAR_TOOLS_NMAP_MAX_HOSTS", "0"),
            Map.of("switchgear.http.keep-alive", "soon"));
    assertEquals(
        List.of(
            "switchgear.http.hots (my.conf:2): unknown key; did you mean switchgear.http.host?",
            "switchgear.http.keep-alive = \"soon\" (command line): a duration with its unit is"
                + " needed, such as 500ms, 30s or 10m",
            "switchgear.http.port = 70000 (my.conf:2): allowed is 0 to 65535",
            "switchgear.http.max-sessions = 0 (my.conf:2): allowed is 1 to 1000000",
            "switchgear.scope.intrusive = \"maybe\" (my.conf:3): allowed is true or false",
            "switchgear.tools.nmap.max-hosts = 0 (environment variable"
                + " SWITCHGEAR_TOOLS_NMAP_MAX_HOSTS): allowed is 1 to 16777216",
            "switchgear.tools.port_scan.retries = \"many\" (my.conf:4): a whole number below 2^31"
                + " is needed",
            "switchgear.tools.port_scan.rate = -1 (my.conf:4): allowed is 0 to 10000000"),
        problems);
  }

  @Test
  void aProblemInTheDefaultsIsToldOnceAndNotPerTool() throws IOException {
    assertEquals(
        List.of(
            "switchgear.tools.default.breaker.jitter = \"much\" (my.conf:1): a number is needed"),
        problems("switchgear.tools.default.breaker.jitter = much"));
  }

  @ParameterizedTest
  @CsvSource({"tools.nmap", "http", "tools", "tools.default.breaker"})
  void aValueWhereABlockBelongsIsRefused(String block) throws IOException {
    assertTrue(
        problems("switchgear." + block + " = 5")
            .contains("switchgear." + block + " (my.conf:1): a block is needed: { key = value }"));
  }

  @ParameterizedTest
  @CsvSource({"allow, not an address", "deny, 10.0.0.0/99", "allow-names, *.corp"})
  void aScopeThatCannotBeReadIsNamedWithItsPlace(String key, String entry) throws IOException {
    List<String> problems = problems("switchgear.scope." + key + " = [\"" + entry + "\"]");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems
            .getFirst()
            .startsWith("switchgear.scope." + key + " = " + entry + " (my.conf:1): "),
        problems::toString);
  }

  /** The breaker library knows no configuration; its refusals name the components. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "call-timeout = 0s | call-timeout | 0s | 1ms to 7d",
        "max-answer = 1 | max-answer | 1 | 8 kB to 16 MiB",
        "bulkhead.queue = -1 | bulkhead.queue | -1 | 0 to 10000",
        "quorum.min-calls = 0 | quorum.min-calls | 0 | 1 to 10000",
        "quorum.share = 1.1 | quorum.share | 1.1 | 0.0 to 1.0",
        "quorum.settle = 10ms | quorum.settle | 10ms | 100ms to 1m",
        "breaker.half-open.permits = 0 | breaker.half-open.permits | 0 | 1 to 1000",
        "breaker.max-recovery-timeout = 1s | breaker.max-recovery-timeout | 1s | 2m to 7d",
        "breaker.window.size = 0 | breaker.window.size | 0 | 1 to 100000",
        "breaker.window { type = time, size = 3601 } | breaker.window.size | 3601 | 1 to 3600",
        "breaker.window.failure-rate = 0 | breaker.window.failure-rate | 0.0 | 0.01 to 1.0",
        "breaker.window.slow-call-rate = 2 | breaker.window.slow-call-rate | 2.0 | 0.01 to 1.0",
        "breaker.window.slow-call = 2d | breaker.window.slow-call | 2d | 1ms to 1d",
      })
  void aPolicyThatIsRefusedIsNamedByItsKey(String block, String key, String shown, String allowed)
      throws IOException {
    assertEquals(
        List.of(
            "switchgear.tools.nmap.%s = %s (my.conf:1): allowed is %s"
                .formatted(key, shown, allowed)),
        problems("switchgear.tools.nmap { " + block + " }\n"));
  }

  /** The key is in another block, whose line is named. */
  @Test
  void aDefaultThatDoesNotFitIsNamedWhereItIs() throws IOException {
    List<String> problems =
        problems("switchgear.tools.nmap.breaker.window { type = count, size = 10 }");
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems
            .getFirst()
            .startsWith("switchgear.tools.default.breaker.window.minimum-calls = 100 ("),
        problems::toString);
    assertTrue(problems.getFirst().endsWith("allowed is 1 to 10"), problems::toString);
  }

  @Test
  void aFileThatIsNoHoconIsNamedWithItsLine() throws IOException {
    List<String> problems = problems("switchgear {\n  http { port = \n");
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith("configuration (my.conf:"), problems::toString);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("none.conf");
    SettingsException refused =
        assertThrows(SettingsException.class, () -> Settings.load(Optional.of(missing), Map.of()));
    assertEquals(
        "configuration ("
            + missing
            + "): there is no such file, or it cannot be read; check"
            + " --config",
        refused.getMessage());
  }
}
