package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.WindowPolicy;
import io.switchgear.breaker.WindowPolicy.Type;
import io.switchgear.scope.ScopePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key, set to what is not its default, must arrive where it is read. */
class SettingsTest {

  /** A key, another value than its default, and what must come out. */
  record Key(String path, String text, Object value, Function<Settings, Object> read) {
    String variable() {
      return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    @Override
    public String toString() {
      return path;
    }
  }

  static Key key(String path, String text, Object value, Function<Settings, Object> read) {
    return new Key("switchgear." + path, text, value, read);
  }

  private static BreakerPolicy breaker(Settings settings) {
    return settings.toolDefaults().protection().breaker();
  }

  private static WindowPolicy window(Settings settings) {
    return breaker(settings).window();
  }

  private static double slowCallRate(Settings settings) {
    return window(settings).slowCallRate();
  }

  private static final String SECRET = "0123456789abcdef";
  private static final WebhookSettings HOOK =
      new WebhookSettings(
          URI.create("https://ops.example/hook"), new Secret(SECRET), Set.of(BreakerState.OPEN));

  /** Its secret is in a file, as it must not stand in the configuration. */
  private static String hook() {
    try {
      Path file = Files.createTempFile("hook", ".secret");
      file.toFile().deleteOnExit();
      Files.writeString(file, SECRET + "\n");
      return "[{url=\"https://ops.example/hook\",secret-file=\"%s\",events=[open]}]"
          .formatted(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Key> keys() {
    return Stream.concat(others().stream(), DoorKeys.all().stream()).toList();
  }

  private static List<Key> others() {
    return List.of(
        key("data-dir", "/var/lib/sg", Path.of("/var/lib/sg"), Settings::dataDir),
        key("shutdown.grace", "7s", seconds(7), Settings::shutdownGrace),
        key("http.host", "::1", "::1", s -> s.http().host()),
        key("http.port", "9191", 9191, s -> s.http().port()),
        key(
            "http.allowed-origins",
            "https://a.example,http://10.0.0.5:3000",
            List.of("https://a.example", "http://10.0.0.5:3000"),
            s -> s.http().allowedOrigins()),
        key(
            "http.allowed-hosts",
            "scan.example,[fd00::1]:8080",
            List.of("scan.example", "[fd00::1]:8080"),
            s -> s.http().allowedHosts()),
        key("http.max-body", "2 MiB", 2L << 20, s -> s.http().maxBodyBytes()),
        key("http.stream-after", "3s", seconds(3), s -> s.http().streamAfter()),
        key("http.keep-alive", "7s", seconds(7), s -> s.http().keepAlive()),
        key("http.session-idle", "5m", seconds(300), s -> s.http().sessionIdle()),
        key("http.max-sessions", "17", 17, s -> s.http().maxSessions()),
        key("http.max-connections", "18", 18, s -> s.http().maxConnections()),
        key("scope.allow", "203.0.113.0/24", List.of("203.0.113.0/24"), s -> s.scope().allow()),
        key("scope.deny", "10.1.0.0/16", List.of("10.1.0.0/16"), s -> s.scope().deny()),
        key("scope.allow-names", ".corp", List.of(".corp"), s -> s.scope().allowNames()),
        key("scope.intrusive", "true", true, s -> s.scope().intrusive()),
        key("health.interval", "31s", seconds(31), s -> s.health().interval()),
        key("health.check-timeout", "9s", seconds(9), s -> s.health().checkTimeout()),
        key("health.timeout", "17s", seconds(17), s -> s.health().timeout()),
        key("health.cpu-threshold", "0.7", 0.7, s -> s.health().cpuThreshold()),
        key("health.cpu-window", "90s", seconds(90), s -> s.health().cpuWindow()),
        key("health.memory-threshold", "0.71", 0.71, s -> s.health().memoryThreshold()),
        key("health.disk-threshold", "0.72", 0.72, s -> s.health().diskThreshold()),
        key("health.descriptor-threshold", "0.73", 0.73, s -> s.health().descriptorThreshold()),
        key("health.heap-threshold", "0.74", 0.74, s -> s.health().heapThreshold()),
        key("audit.enabled", "off", false, s -> s.audit().enabled()),
        key(
            "audit.on-failure",
            "refuse",
            AuditSettings.OnFailure.REFUSE,
            s -> s.audit().onFailure()),
        key("audit.sync", "250ms", Duration.ofMillis(250), s -> s.audit().sync()),
        key("audit.max-file", "1 MiB", 1L << 20, s -> s.audit().maxFileBytes()),
        key("audit.keep-files", "7", 7, s -> s.audit().keepFiles()),
        key("limits.local", "on", true, s -> s.limits().local()),
        key("limits.requests-per-second", "11", 11, s -> s.limits().requestsPerSecond()),
        key("limits.burst", "12", 12, s -> s.limits().burst()),
        key("limits.calls-per-minute", "13", 13, s -> s.limits().callsPerMinute()),
        key("limits.concurrent-calls", "14", 14, s -> s.limits().concurrentCalls()),
        key("limits.streams", "15", 15, s -> s.limits().streams()),
        key("limits.max-kept", "160", 160, s -> s.limits().maxKept()),
        key("drills.enabled", "true", true, Settings::drills),
        key("log.level", "debug", LogSettings.Level.DEBUG, s -> s.log().level()),
        key("log.level-libraries", "ERROR", LogSettings.Level.ERROR, s -> s.log().libraries()),
        key("reload.watch", "off", false, s -> s.reload().watch()),
        key("reload.debounce", "2s", seconds(2), s -> s.reload().debounce()),
        key("targets.enabled", "no", false, s -> s.targets().enabled()),
        key("targets.per", "network", TargetSettings.Per.NETWORK, s -> s.targets().per()),
        key("targets.failure-threshold", "4", 4, s -> targetPolicy(s).failureThreshold()),
        key("targets.recovery-timeout", "10m", seconds(600), s -> recovery(s)),
        key("targets.sweep", "17", 17, s -> s.targets().sweep()),
        key("targets.max-kept", "18", 18, s -> s.targets().maxKept()),
        key("targets.idle", "19s", seconds(19), s -> s.targets().idle()),
        key("fallback.answers-per-tool", "7", 7, s -> s.fallbackLimits().answersPerTool()),
        key("fallback.max-answer", "2 KiB", 2048, s -> s.fallbackLimits().maxAnswerBytes()),
        key("fallback.queued-per-tool", "8", 8, s -> s.fallbackLimits().queuedPerTool()),
        key("fallback.keep", "3d", Duration.ofDays(3), s -> s.fallbackLimits().keep()),
        key("webhooks", hook(), List.of(HOOK), Settings::webhooks),
        key("metrics.max-tools", "7", 7, s -> s.metrics().maxTools()),
        key("metrics.idle", "2h", Duration.ofHours(2), s -> s.metrics().idle()),
        key("metrics.retention", "2h", Duration.ofHours(2), s -> s.metrics().retention()),
        key("metrics.snapshot-interval", "1h", seconds(3600), s -> s.metrics().snapshotInterval()),
        key("alerts.interval", "9s", seconds(9), s -> s.alerts().interval()),
        key(
            "alerts.rules",
            "[{name=slow,tools=[nmap],measure=p95_seconds,window=1h,above=60,below=30,for=1m,"
                + "minimum-calls=9,severity=info}]",
            List.of(AlertSettingsTest.RULE),
            s -> s.alerts().rules()),
        key("tools.default.enabled", "false", false, s -> s.toolDefaults().enabled()),
        key(
            "tools.default.call-timeout",
            "31s",
            seconds(31),
            s -> s.toolDefaults().protection().callTimeout()),
        key("tools.default.share", "off", false, s -> s.toolDefaults().share()),
        key("tools.default.retry", "on", true, s -> s.toolDefaults().retry()),
        key(
            "tools.default.fallback",
            "[{cache{max-age=2h}},{queue{}}]",
            List.of(new FallbackSettings.Cache(Duration.ofHours(2)), new FallbackSettings.Queue()),
            s -> s.toolDefaults().fallback().steps()),
        key(
            "tools.default.fallback-on",
            "open,timeout",
            Set.of(FallbackSettings.Trigger.OPEN, FallbackSettings.Trigger.TIMEOUT),
            s -> s.toolDefaults().fallback().on()),
        key("tools.default.breaker.failure-threshold", "6", 6, s -> breaker(s).failureThreshold()),
        key(
            "tools.default.breaker.recovery-timeout",
            "61s",
            seconds(61),
            s -> breaker(s).recoveryTimeout()),
        key("tools.default.breaker.multiplier", "2.5", 2.5, s -> breaker(s).multiplier()),
        key(
            "tools.default.breaker.max-recovery-timeout",
            "301s",
            seconds(301),
            s -> breaker(s).maxRecoveryTimeout()),
        key("tools.default.breaker.jitter", "0.25", 0.25, s -> breaker(s).jitter()),
        key("tools.default.breaker.success-threshold", "2", 2, s -> breaker(s).successThreshold()),
        key("tools.default.breaker.half-open.permits", "3", 3, s -> breaker(s).halfOpenPermits()),
        key("tools.default.breaker.window.type", "time", Type.TIME, s -> window(s).type()),
        key("tools.default.breaker.window.size", "200", 200, s -> window(s).size()),
        key("tools.default.breaker.window.minimum-calls", "7", 7, s -> window(s).minimumCalls()),
        key(
            "tools.default.breaker.window.failure-rate",
            "0.25",
            0.25,
            s -> window(s).failureRate()),
        key("tools.default.breaker.window.slow-call-rate", "0.75", 0.75, s -> slowCallRate(s)),
        key("tools.default.breaker.window.slow-call", "9s", seconds(9), s -> window(s).slowCall()),
        key("tools.default.breaker.adaptive", "on", true, s -> breaker(s).adaptive()),
        key("tools.default.breaker.canary", "on", true, s -> breaker(s).canary()),
        key(
            "tools.default.bulkhead.max-concurrent",
            "11",
            11,
            s -> s.toolDefaults().protection().bulkhead().maxConcurrent()),
        key(
            "tools.default.bulkhead.queue",
            "4",
            4,
            s -> s.toolDefaults().protection().bulkhead().queue()),
        key(
            "tools.nmap.call-timeout",
            "601s",
            seconds(601),
            s -> s.tool("nmap").protection().callTimeout()),
        key(
            "tools.nmap.breaker.recovery-timeout",
            "121s",
            seconds(121),
            s -> s.tool("nmap").protection().breaker().recoveryTimeout()),
        key("tools.nmap.command", "/opt/nmap", "/opt/nmap", s -> s.nmap().command()),
        key("tools.nmap.max-hosts", "257", 257L, s -> s.nmap().maxHosts()),
        key("tools.nmap.max-ports", "1000", 1000, s -> s.nmap().maxPorts()),
        key("tools.nmap.max-output", "1 MiB", 1L << 20, s -> s.nmap().maxOutputBytes()),
        key("tools.nmap.grace", "250ms", Duration.ofMillis(250), s -> s.nmap().grace()),
        key(
            "tools.port_scan.call-timeout",
            "2h",
            Duration.ofHours(2),
            s -> s.tool("port_scan").protection().callTimeout()),
        key("tools.port_scan.max-hosts", "12", 12L, s -> s.portScan().maxHosts()),
        key("tools.port_scan.max-ports", "13", 13, s -> s.portScan().maxPorts()),
        key("tools.port_scan.max-probes", "5000000000", 5_000_000_000L, s -> probes(s)),
        key("tools.port_scan.concurrency", "15", 15, s -> s.portScan().concurrency()),
        key("tools.port_scan.rate", "16", 16, s -> s.portScan().rate()),
        key("tools.port_scan.retries", "3", 3, s -> s.portScan().retries()),
        key("tools.port_scan.connect-timeout", "2s", seconds(2), s -> connectTimeout(s)),
        key("tools.port_scan.banner-bytes", "19", 19, s -> s.portScan().bannerBytes()),
        key("tools.port_scan.banner-wait", "20ms", Duration.ofMillis(20), s -> bannerWait(s)));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static BreakerPolicy targetPolicy(Settings settings) {
    return settings.targets().policy();
  }

  private static Duration recovery(Settings settings) {
    return targetPolicy(settings).recoveryTimeout();
  }

  private static long probes(Settings settings) {
    return settings.portScan().maxProbes();
  }

  private static Duration connectTimeout(Settings settings) {
    return settings.portScan().connectTimeout();
  }

  private static Duration bannerWait(Settings settings) {
    return settings.portScan().bannerWait();
  }

  static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    return loader(environment, Map.of()).load(Optional.empty(), overrides);
  }

  private static SettingsLoader loader(Map<String, String> environment, Map<String, String> jvm) {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    properties.putAll(jvm);
    return new SettingsLoader(environment, properties);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void d9_everyKeyArrivesFromTheCommandLineAndTheEnvironment(Key key) {
    assertNotEquals(key.value(), key.read().apply(load(Map.of(), Map.of())));
    assertEquals(key.value(), key.read().apply(load(Map.of(), Map.of(key.path(), key.text()))));
    assertEquals(key.value(), key.read().apply(load(Map.of(key.variable(), key.text()), Map.of())));
  }

  @Test
  void d9_everyKeyArrivesFromAFile(@TempDir Path folder) throws IOException {
    Config all = ConfigFactory.empty();
    for (Key key : keys()) {
      all = all.withValue(key.path(), ConfigValueFactory.fromAnyRef(key.text()));
    }
    Path file = Files.writeString(folder.resolve("all.conf"), all.root().render());
    Settings settings = loader(Map.of(), Map.of()).load(Optional.of(file), Map.of());
    for (Key key : keys()) {
      assertEquals(key.value(), key.read().apply(settings), key.path());
    }
  }

  @Test
  void thereIsNoKeyThatNobodyReads() {
    Config reference = ConfigFactory.parseResources("reference.conf").withOnlyPath("switchgear");
    TreeSet<String> written = new TreeSet<>();
    reference
        .resolve(com.typesafe.config.ConfigResolveOptions.defaults().setAllowUnresolved(true))
        .entrySet()
        .forEach(entry -> written.add(entry.getKey()));
    TreeSet<String> read = new TreeSet<>();
    keys().forEach(key -> read.add(key.path()));
    assertEquals(written, read);
  }

  @Test
  void everyKeyNamesItsEnvironmentVariable() throws IOException {
    String reference = resource("/reference.conf");
    String application = resource("/application.conf");
    for (Key key : keys()) {
      assertTrue(reference.contains("Environment: " + key.variable() + "\n"), key.variable());
      assertTrue(
          application.contains(key.path() + " = ${?" + key.variable() + "}\n"), key.variable());
    }
  }

  private static String resource(String name) throws IOException {
    try (var in = Settings.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void theDefaultsOfLibraryUsersAreTheShippedOnes() {
    Settings settings = load(Map.of(), Map.of());
    assertEquals(BreakerPolicy.DEFAULT, settings.toolDefaults().protection().breaker());
    assertEquals(BulkheadPolicy.DEFAULT, settings.toolDefaults().protection().bulkhead());
    assertEquals(ScopePolicy.DEFAULT, settings.scope());
  }

  @Test
  void aToolFallsBackToTheDefaultKeyByKey() {
    Settings settings =
        load(
            Map.of(),
            Map.of(
                "switchgear.tools.default.breaker.failure-threshold", "9",
                "switchgear.tools.default.call-timeout", "45s",
                "switchgear.tools.port_scan.breaker.jitter", "0"));
    BreakerPolicy nmap = settings.tool("nmap").protection().breaker();
    assertEquals(9, nmap.failureThreshold());
    assertEquals(seconds(120), nmap.recoveryTimeout());
    assertEquals(seconds(600), settings.tool("nmap").protection().callTimeout());
    BreakerPolicy portScan = settings.tool("port_scan").protection().breaker();
    assertEquals(9, portScan.failureThreshold());
    assertEquals(0, portScan.jitter());
    assertEquals(seconds(60), portScan.recoveryTimeout());
    assertEquals(settings.toolDefaults(), settings.tool("some_other_tool"));
    assertEquals(seconds(45), settings.tool("some_other_tool").protection().callTimeout());
  }

  @Test
  void theStrongerLayerWins(@TempDir Path folder) throws IOException {
    String port = "switchgear.http.port";
    Path file = Files.writeString(folder.resolve("a.conf"), port + " = 1001\n");
    Map<String, String> environment = new HashMap<>();
    Map<String, String> jvm = new LinkedHashMap<>();
    Map<String, String> line = new LinkedHashMap<>();
    assertEquals(1001, port(environment, jvm, line, file));
    environment.put("SWITCHGEAR_HTTP_PORT", "1002");
    assertEquals(1002, port(environment, jvm, line, file));
    jvm.put(port, "1003");
    assertEquals(1003, port(environment, jvm, line, file));
    line.put(port, "1004");
    assertEquals(1004, port(environment, jvm, line, file));
    environment.put("SWITCHGEAR_HTTP_PORT", " ");
    jvm.clear();
    line.clear();
    assertEquals(1001, port(environment, jvm, line, file), "an empty variable is not set");
  }

  private static int port(
      Map<String, String> environment,
      Map<String, String> jvm,
      Map<String, String> line,
      Path file) {
    return loader(environment, jvm).load(Optional.of(file), line).http().port();
  }

  @Test
  void theFileIsStrongerThanWhatTheLibrariesAreTold(@TempDir Path folder) throws IOException {
    assertEquals("cluster", load(Map.of(), Map.of()).system().getString("pekko.actor.provider"));
    Path file = Files.writeString(folder.resolve("a.conf"), "pekko.actor.provider = local\n");
    Settings settings = loader(Map.of(), Map.of()).load(Optional.of(file), Map.of());
    assertEquals("local", settings.system().getString("pekko.actor.provider"));
  }

  @Test
  void theGraceOfTheShutdownReachesPekko() {
    Settings settings = load(Map.of(), Map.of("switchgear.shutdown.grace", "7s"));
    assertEquals(
        seconds(7),
        settings
            .system()
            .getDuration("pekko.coordinated-shutdown.phases.service-requests-done.timeout"));
  }

  @Test
  void d14_falseAsATextIsFalse() {
    assertFalse(load(Map.of("SWITCHGEAR_SCOPE_INTRUSIVE", "false"), Map.of()).scope().intrusive());
    assertFalse(load(Map.of(), Map.of("switchgear.scope.intrusive", "no")).scope().intrusive());
    assertTrue(load(Map.of(), Map.of("switchgear.scope.intrusive", "on")).scope().intrusive());
  }

  @Test
  void theHomeFolderIsWhereTheDataGoes() {
    assertEquals(
        Path.of("/home/someone/.local/state/switchgear"), load(Map.of(), Map.of()).dataDir());
  }
}
