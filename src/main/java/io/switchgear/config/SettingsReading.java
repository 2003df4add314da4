package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.WindowPolicy;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From keys to records: the one place that names both. What a record refuses is noted, and null
 * stands in its place; the loader then ends with the problems and hands out no settings.
 */
final class SettingsReading {

  private static final String ROOT = "switchgear";
  private static final String TOOLS = ROOT + ".tools.";

  private final Config values;
  private final Config defaults;
  private final Collection<SettingProblem> problems;
  private final Map<String, String> environment;

  /**
   * @param environment where secrets are that the configuration only names
   */
  SettingsReading(
      Config values,
      Config defaults,
      Collection<SettingProblem> problems,
      Map<String, String> environment) {
    this.environment = environment;
    this.values = values;
    this.defaults = defaults;
    this.problems = problems;
  }

  Settings settings(List<String> toolNames, SettingsSource source) {
    ConfigReader top = block(ROOT);
    Path dataDir = top.build(() -> Path.of(top.text("data-dir")).toAbsolutePath());
    ShutdownSettings shutdown =
        top.build(
            () ->
                new ShutdownSettings(
                    top.duration("shutdown.announce"), top.duration("shutdown.grace")));
    HttpSettings http = http(block(ROOT + ".http"));
    DoorSettings door = door(block(ROOT + ".http"));
    ScopePolicy scope = scope(block(ROOT + ".scope"));
    HealthSettings health = health(block(ROOT + ".health"));
    AuditSettings audit = audit(block(ROOT + ".audit"));
    LimitSettings limits = limits(block(ROOT + ".limits"));
    boolean drills = top.flag("drills.enabled");
    FallbackLimits fallbackLimits = fallbackLimits(block(ROOT + ".fallback"));
    List<WebhookSettings> webhooks =
        top.unshown("webhooks", new WebhookReading(environment)::hooks);
    MetricsSettings metrics = metrics(block(ROOT + ".metrics"));
    AlertSettings alerts = alerts(block(ROOT + ".alerts"));
    TargetSettings targets = targets(block(ROOT + ".targets"));
    ToolSettings toolDefaults = tool(block(TOOLS + "default"));
    Map<String, ToolSettings> tools = new TreeMap<>();
    for (String name : toolNames) {
      ToolSettings tool = tool(block(TOOLS + ConfigUtil.joinPath(name), TOOLS + "default"));
      if (tool != null) {
        tools.put(name, tool);
      }
    }
    NmapSettings nmap = nmap(block(TOOLS + "nmap"));
    PortScanSettings portScan = portScan(block(TOOLS + "port_scan"));
    LogSettings log =
        new LogSettings(
            top.special("log.level", SettingsReading::level),
            top.special("log.level-libraries", SettingsReading::level),
            top.choice("log.format", LogSettings.Format.class));
    ReloadSettings reload =
        top.build(
            () -> new ReloadSettings(top.flag("reload.watch"), top.duration("reload.debounce")));
    return top.build(
        () ->
            new Settings(
                dataDir,
                shutdown,
                http,
                door,
                scope,
                health,
                audit,
                limits,
                drills,
                fallbackLimits,
                targets,
                webhooks,
                metrics,
                alerts,
                toolDefaults,
                tools,
                nmap,
                portScan,
                log,
                reload,
                source,
                values));
  }

  private static LogSettings.Level level(ConfigValue value) {
    return LogSettings.Level.of(String.valueOf(value.unwrapped()));
  }

  private ConfigReader block(String... blocks) {
    return new ConfigReader(values, defaults, problems, blocks);
  }

  private static HttpSettings http(ConfigReader at) {
    return at.build(
        () ->
            new HttpSettings(
                at.text("host"),
                at.integer("port"),
                at.texts("allowed-origins"),
                at.texts("allowed-hosts"),
                at.bytes("max-body"),
                at.duration("stream-after"),
                at.duration("keep-alive"),
                at.duration("session-idle"),
                at.integer("max-sessions"),
                at.integer("max-connections")));
  }

  private static DoorSettings door(ConfigReader at) {
    AuthSettings auth =
        at.build(
            () ->
                new AuthSettings(
                    at.unshown("auth.tokens", TokenReading::tokens),
                    at.textOrEmpty("auth.issuer"),
                    at.textOrEmpty("auth.jwks"),
                    at.texts("auth.algorithms"),
                    at.textOrEmpty("auth.resource"),
                    at.duration("auth.clock-skew"),
                    at.duration("auth.jwks-refresh"),
                    at.duration("auth.jwks-pause"),
                    at.duration("auth.jwks-outage"),
                    at.duration("auth.jwks-timeout")));
    TlsSettings tls =
        at.build(
            () ->
                new TlsSettings(
                    at.textOrEmpty("tls.certificate"),
                    at.textOrEmpty("tls.key"),
                    at.duration("tls.reload")));
    return new DoorSettings(auth, tls);
  }

  private static ScopePolicy scope(ConfigReader at) {
    return at.build(
        () -> {
          ScopePolicy policy =
              new ScopePolicy(
                  at.texts("allow"),
                  at.texts("deny"),
                  at.texts("allow-names"),
                  at.flag("intrusive"),
                  at.flag("unfenced-scripts"));
          ScanScope.requireReadable(policy);
          return policy;
        });
  }

  private static HealthSettings health(ConfigReader at) {
    return at.build(
        () ->
            new HealthSettings(
                at.duration("interval"),
                at.duration("check-timeout"),
                at.duration("timeout"),
                at.number("cpu-threshold"),
                at.duration("cpu-window"),
                at.number("memory-threshold"),
                at.number("disk-threshold"),
                at.number("descriptor-threshold"),
                at.number("heap-threshold")));
  }

  private static AuditSettings audit(ConfigReader at) {
    return at.build(
        () ->
            new AuditSettings(
                at.flag("enabled"),
                at.choice("on-failure", AuditSettings.OnFailure.class),
                at.duration("sync"),
                at.bytes("max-file"),
                at.integer("keep-files")));
  }

  private static LimitSettings limits(ConfigReader at) {
    return at.build(
        () ->
            new LimitSettings(
                at.flag("local"),
                at.integer("requests-per-second"),
                at.integer("burst"),
                at.integer("calls-per-minute"),
                at.integer("concurrent-calls"),
                at.integer("streams"),
                at.integer("max-kept")));
  }

  private static ToolSettings tool(ConfigReader at) {
    boolean enabled = at.flag("enabled");
    boolean share = at.flag("share");
    boolean retry = at.flag("retry");
    long maxAnswer = at.bytes("max-answer");
    FallbackSettings fallback = fallback(at);
    Duration callTimeout = at.duration("call-timeout");
    BreakerPolicy breaker = breaker(at);
    BulkheadPolicy bulkhead =
        at.build(
            () ->
                new BulkheadPolicy(
                    at.integer("bulkhead.max-concurrent"), at.integer("bulkhead.queue")));
    if (fallback == null || breaker == null || bulkhead == null) {
      return null;
    }
    return at.build(
        () ->
            new ToolSettings(
                enabled,
                share,
                retry,
                (int) Math.min(Integer.MAX_VALUE, maxAnswer),
                fallback,
                new ProtectionPolicy(callTimeout, breaker, bulkhead)));
  }

  private static FallbackSettings fallback(ConfigReader at) {
    return at.build(
        () ->
            new FallbackSettings(
                at.special("fallback", FallbackReading::steps),
                at.special("fallback-on", FallbackReading::triggers)));
  }

  private static FallbackLimits fallbackLimits(ConfigReader at) {
    return at.build(
        () ->
            new FallbackLimits(
                at.integer("answers-per-tool"),
                Math.toIntExact(Math.min(Integer.MAX_VALUE, at.bytes("max-answer"))),
                at.integer("queued-per-tool"),
                at.duration("keep")));
  }

  private static MetricsSettings metrics(ConfigReader at) {
    return at.build(
        () ->
            new MetricsSettings(
                at.integer("max-tools"),
                at.duration("idle"),
                at.duration("retention"),
                at.duration("snapshot-interval")));
  }

  private static AlertSettings alerts(ConfigReader at) {
    return at.build(
        () -> new AlertSettings(at.duration("interval"), at.special("rules", AlertReading::rules)));
  }

  private static BreakerPolicy breaker(ConfigReader at) {
    return at.build(
        () ->
            new BreakerPolicy(
                at.integer("breaker.failure-threshold"),
                at.duration("breaker.recovery-timeout"),
                at.number("breaker.multiplier"),
                at.duration("breaker.max-recovery-timeout"),
                at.number("breaker.jitter"),
                at.integer("breaker.success-threshold"),
                at.integer("breaker.half-open.permits"),
                new WindowPolicy(
                    at.choice("breaker.window.type", WindowPolicy.Type.class),
                    at.integer("breaker.window.size"),
                    at.integer("breaker.window.minimum-calls"),
                    at.number("breaker.window.failure-rate"),
                    at.number("breaker.window.slow-call-rate"),
                    at.duration("breaker.window.slow-call")),
                at.flag("breaker.adaptive"),
                at.flag("breaker.canary")));
  }

  private static TargetSettings targets(ConfigReader at) {
    Duration recovery = at.duration("recovery-timeout");
    BreakerPolicy base = BreakerPolicy.DEFAULT;
    Duration bound = base.maxRecoveryTimeout();
    BreakerPolicy policy =
        at.build(
            () ->
                new BreakerPolicy(
                    at.integer("failure-threshold"),
                    recovery,
                    base.multiplier(),
                    bound.compareTo(recovery) < 0 ? recovery : bound,
                    base.jitter(),
                    base.successThreshold(),
                    base.halfOpenPermits()));
    TargetSettings.Per per = at.choice("per", TargetSettings.Per.class);
    return policy == null
        ? null
        : at.build(
            () ->
                new TargetSettings(
                    at.flag("enabled"),
                    per,
                    policy,
                    at.integer("sweep"),
                    at.integer("max-kept"),
                    at.duration("idle")));
  }

  private static NmapSettings nmap(ConfigReader at) {
    return at.build(
        () ->
            new NmapSettings(
                at.text("command"),
                at.whole("max-hosts"),
                at.integer("max-ports"),
                at.bytes("max-output"),
                at.duration("grace")));
  }

  private static PortScanSettings portScan(ConfigReader at) {
    return at.build(
        () ->
            new PortScanSettings(
                at.whole("max-hosts"),
                at.integer("max-ports"),
                at.whole("max-probes"),
                at.integer("concurrency"),
                at.integer("rate"),
                at.integer("retries"),
                at.duration("connect-timeout"),
                at.integer("banner-bytes"),
                at.duration("banner-wait")));
  }
}
