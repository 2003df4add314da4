package io.switchgear.config;

import static io.switchgear.config.ReloadKeys.HEALTH;
import static io.switchgear.config.ReloadKeys.LIMITS;
import static io.switchgear.config.ReloadKeys.LOG;
import static io.switchgear.config.ReloadKeys.METERING;
import static io.switchgear.config.ReloadKeys.TARGETS;
import static io.switchgear.config.ReloadKeys.TOOLS;
import static io.switchgear.config.ReloadKeys.WEBHOOKS;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.switchgear.scope.ScopePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings, validated. The components' names are the keys below {@code switchgear}; their
 * meaning and their defaults are in {@code reference.conf}.
 *
 * @param dataDir absolute; may not exist yet
 * @param node as it was given; empty for the host's name, see {@link #nodeName}
 * @param access the keys of {@code http} about authentication and TLS
 * @param drills whether operators may inject faults into tools
 * @param webhooks at most 16
 * @param toolDefaults of a tool that the configuration does not name
 * @param tools by the tool's name
 * @param source where the settings were read from
 * @param system the whole configuration, resolved, for the libraries that read their own part of it
 */
public record Settings(
    Path dataDir,
    String node,
    StoreSettings store,
    ClusterSettings cluster,
    ShutdownSettings shutdown,
    HttpSettings http,
    @Setting(key = "http") AccessSettings access,
    @Reload(TOOLS) ScopePolicy scope,
    @Reload(HEALTH) HealthSettings health,
    AuditSettings audit,
    @Reload(LIMITS) LimitSettings limits,
    @Reload(TOOLS) @Setting(key = "drills.enabled") boolean drills,
    FallbackLimits fallback,
    JobSettings jobs,
    TaskSettings tasks,
    @Reload(TARGETS) TargetSettings targets,
    @Reload(WEBHOOKS) List<WebhookSettings> webhooks,
    @Reload(METERING) MetricsSettings metrics,
    AlertSettings alerts,
    @Setting(key = "tools.default") ToolSettings toolDefaults,
    Map<String, ToolSettings> tools,
    @Reload(TOOLS) @Setting(key = "tools.nmap") NmapSettings nmap,
    @Reload(TOOLS) @Setting(key = "tools.port_scan") PortScanSettings portScan,
    @Reload(LOG) LogSettings log,
    ReloadSettings reload,
    SettingsSource source,
    Config system) {

  static final String ROOT = "switchgear";

  private static final String PHASES = "pekko.coordinated-shutdown.phases.";

  /** Time for calls that are cancelled at the end of the shutdown's grace to end. */
  private static final Duration CANCEL_GRACE = Duration.ofSeconds(5);

  private static final int MOST_WEBHOOKS = 16;

  public Settings {
    webhooks = List.copyOf(webhooks);
    tools = Map.copyOf(tools);
    new Check()
        .allowed(node.isEmpty() || NodeName.isAllowed(node), "node", node, NodeName.ALLOWED)
        .that(
            webhooks.size() <= MOST_WEBHOOKS,
            "webhooks",
            "",
            "there are %d: at most %d are allowed; let one receiver forward the events"
                .formatted(webhooks.size(), MOST_WEBHOOKS))
        .done();
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

  /** The node's name: 1 to 64 of {@code A-Z a-z 0-9 . _ -}. */
  public String nodeName() {
    return node.isEmpty() ? NodeName.ofHost() : node;
  }

  /** The settings of a tool; {@link #toolDefaults} if it has no block of its own. */
  public ToolSettings tool(String name) {
    return tools.getOrDefault(name, toolDefaults);
  }

  /**
   * Reads the configuration. From strong to weak: {@code overrides}, system properties, the
   * environment, {@code file}, the defaults.
   *
   * @param file HOCON or JSON
   * @param overrides values by full key, such as {@code switchgear.http.port}
   * @throws SettingsException if the file cannot be read, a key is unknown or a value is bad; has
   *     all problems
   */
  public static Settings load(Optional<Path> file, Map<String, String> overrides) {
    return new SettingsLoader(System.getenv(), System.getProperties()).load(file, overrides);
  }
}
