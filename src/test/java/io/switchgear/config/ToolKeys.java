package io.switchgear.config;

import static io.switchgear.config.SettingsTest.key;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.WindowPolicy;
import io.switchgear.breaker.WindowPolicy.Type;
import io.switchgear.config.SettingsTest.Key;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The keys of {@link SettingsTest} that are about tools. */
final class ToolKeys {

  private ToolKeys() {}

  static List<Key> all() {
    return List.of(
        key("tools.default.enabled", "false", false, s -> s.toolDefaults().enabled()),
        key(
            "tools.default.call-timeout",
            "31s",
            seconds(31),
            s -> s.toolDefaults().protection().callTimeout()),
        key("tools.default.share", "off", false, s -> s.toolDefaults().share()),
        key("tools.default.retry", "on", true, s -> s.toolDefaults().retry()),
        key("tools.default.max-answer", "50 kB", 50_000, s -> s.toolDefaults().maxAnswer()),
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
        key("tools.default.breaker.canary", "off", false, s -> breaker(s).canary()),
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

  private static BreakerPolicy breaker(Settings settings) {
    return settings.toolDefaults().protection().breaker();
  }

  private static WindowPolicy window(Settings settings) {
    return breaker(settings).window();
  }

  private static double slowCallRate(Settings settings) {
    return window(settings).slowCallRate();
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
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
}
