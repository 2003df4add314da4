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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    return Stream.of(others(), DoorKeys.all(), ToolKeys.all()).flatMap(List::stream).toList();
  }

  private static List<Key> others() {
    return List.of(
        key("data-dir", "/var/lib/sg", Path.of("/var/lib/sg"), Settings::dataDir),
        key("shutdown.announce", "8s", seconds(8), s -> s.shutdown().announce()),
        key("shutdown.grace", "7s", seconds(7), s -> s.shutdown().grace()),
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
        key("scope.unfenced-scripts", "true", true, s -> s.scope().unfencedScripts()),
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
        key("log.format", "json", LogSettings.Format.JSON, s -> s.log().format()),
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
            s -> s.alerts().rules()));
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

  static Settings load(Map<String, String> environment, Map<String, String> overrides) {
    return loader(environment, Map.of()).load(Optional.empty(), overrides);
  }

  static SettingsLoader loader(Map<String, String> environment, Map<String, String> jvm) {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    properties.putAll(jvm);
    return new SettingsLoader(environment, properties);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyArrivesFromTheCommandLineAndTheEnvironment(Key key) {
    assertNotEquals(key.value(), key.read().apply(load(Map.of(), Map.of())));
    assertEquals(key.value(), key.read().apply(load(Map.of(), Map.of(key.path(), key.text()))));
    assertEquals(key.value(), key.read().apply(load(Map.of(key.variable(), key.text()), Map.of())));
  }

  @Test
  void everyKeyArrivesFromAFile(@TempDir Path folder) throws IOException {
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
    for (Key key : keys()) {
      assertTrue(reference.contains("Environment: " + key.variable() + "\n"), key.variable());
    }
    assertFalse(
        ConfigFactory.parseResources("application.conf").hasPath("switchgear"),
        "variables set keys by their names, and each default stands in reference.conf");
  }

  private static String resource(String name) throws IOException {
    try (var in = Settings.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void falseAsATextIsFalse() {
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
