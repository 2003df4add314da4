package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.scope.ScopePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings, validated. The keys, their meaning and their defaults stand in {@code
 * reference.conf}.
 *
 * @param dataDir absolute; may not exist yet
 * @param shutdown how the server goes down
 * @param door who may come in over HTTP
 * @param health when it is looked at, and what is too much
 * @param audit the record of decisions
 * @param limits how much one principal may take
 * @param drills whether operators may play faults on tools
 * @param fallbackLimits how much is kept for fallbacks
 * @param targets the breakers of targets
 * @param webhooks who is told of transitions
 * @param metrics how much of the past is kept
 * @param alerts what is told when figures are bad
 * @param toolDefaults for a tool that the configuration does not name
 * @param tools by the tool's name
 * @param log how much is logged
 * @param reload how changes of the file are noticed
 * @param source where these were read from
 * @param system the whole configuration, resolved, for the libraries that read their own part of it
 */
public record Settings(
    Path dataDir,
    ShutdownSettings shutdown,
    HttpSettings http,
    DoorSettings door,
    ScopePolicy scope,
    HealthSettings health,
    AuditSettings audit,
    LimitSettings limits,
    boolean drills,
    FallbackLimits fallbackLimits,
    TargetSettings targets,
    List<WebhookSettings> webhooks,
    MetricsSettings metrics,
    AlertSettings alerts,
    ToolSettings toolDefaults,
    Map<String, ToolSettings> tools,
    NmapSettings nmap,
    PortScanSettings portScan,
    LogSettings log,
    ReloadSettings reload,
    SettingsSource source,
    Config system) {

  private static final String PHASES = "pekko.coordinated-shutdown.phases.";

  /** Time for calls that are cancelled at the end of the shutdown's grace to end. */
  private static final Duration CANCEL_GRACE = Duration.ofSeconds(5);

  public Settings {
    webhooks = List.copyOf(webhooks);
    tools = Map.copyOf(tools);
  }

  /**
   * The configuration of the actor system: {@link #system}, in which the shutdown phases that wait
   * for calls last as long as {@link #shutdown} grants.
   */
  public Config actorSystem() {
    return system
        .withValue(
            PHASES + "before-service-unbind.timeout",
            ConfigValueFactory.fromAnyRef(shutdown.announce().plus(CANCEL_GRACE)))
        .withValue(
            PHASES + "service-requests-done.timeout",
            ConfigValueFactory.fromAnyRef(shutdown.grace().plus(CANCEL_GRACE)));
  }

  /** The settings of a tool; those of {@code tools.default} when it has no block of its own. */
  public ToolSettings tool(String name) {
    return tools.getOrDefault(name, toolDefaults);
  }

  /**
   * Reads the configuration. What wins, from strong to weak: {@code overrides}, system properties,
   * the environment, {@code file}, the defaults.
   *
   * @param file HOCON or JSON
   * @param overrides values by full key, such as {@code switchgear.http.port}
   * @throws SettingsException if the file cannot be read, a key is unknown or a value is bad; names
   *     all problems at once
   */
  public static Settings load(Optional<Path> file, Map<String, String> overrides) {
    return new SettingsLoader(System.getenv(), System.getProperties()).load(file, overrides);
  }
}
