package io.switchgear.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.config.ClusterSettings;
import io.switchgear.config.EnvironmentSettings;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compose files, against what the server reads and what else is in {@code docker/}. */
@Tag("process")
class ComposeTest {

  private static final Path DOCKER = Path.of("docker");

  /** What the end of a node takes at most after its calls have ended: the phases of a cluster. */
  private static final Duration HAND_OVER = Duration.ofSeconds(35);

  /** The keys of a service in the compose specification, as far as the files use them. */
  private static final Set<String> SERVICE_KEYS =
      Set.of(
          "build",
          "cap_add",
          "cap_drop",
          "command",
          "depends_on",
          "entrypoint",
          "environment",
          "healthcheck",
          "image",
          "init",
          "mem_limit",
          "network_mode",
          "pids_limit",
          "ports",
          "profiles",
          "read_only",
          "restart",
          "security_opt",
          "stop_grace_period",
          "tmpfs",
          "user",
          "volumes");

  private static final JsonNode CLUSTER = Yaml.one(DOCKER.resolve("compose.yaml"));

  @TempDir private static Path folder;
  private static Provisioned made;

  @BeforeAll
  static void provision() throws IOException {
    made = Provisioned.run(folder);
  }

  static List<String> nodes() {
    return names(CLUSTER.path("services")).stream().filter(n -> n.startsWith("node-")).toList();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode service(String name) {
    return CLUSTER.at("/services/" + name);
  }

  private static Map<String, String> environment(JsonNode service) {
    Map<String, String> environment = new TreeMap<>();
    service
        .path("environment")
        .properties()
        .forEach(
            entry ->
                environment.put(
                    entry.getKey(),
                    entry.getValue().asText().replace("/run/switchgear", made.nodes().toString())));
    return environment;
  }

  private static Settings settings(String node) {
    return EnvironmentSettings.load(
        environment(service(node)), Optional.of(made.node("switchgear.conf")));
  }

  @Test
  void threeNodesAreOneCluster() {
    assertEquals(List.of("node-1", "node-2", "node-3"), nodes());
    List<String> seeds =
        nodes().stream()
            .map(node -> settings(node).cluster())
            .map(cluster -> cluster.host() + ":" + cluster.port())
            .toList();
    for (String node : nodes()) {
      assertEquals(seeds, settings(node).cluster().seeds(), node);
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aNodeReadsItsSettings(String node) throws IOException {
    Settings settings = settings(node);
    ClusterSettings cluster = settings.cluster();
    assertEquals(node, settings.nodeName());
    assertEquals(node, cluster.host());
    assertFalse(cluster.alone());
    assertFalse(cluster.insecure());
    assertTrue(cluster.tls().complete());
    for (String file :
        List.of(cluster.tls().certificate(), cluster.tls().key(), cluster.tls().authority())) {
      assertTrue(Files.size(Path.of(file)) > 0, file);
    }
    assertTrue(settings.access().auth().on());
    assertEquals(
        Files.readString(made.database().resolve("password")),
        settings.store().password().reveal());
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void theStoreIsTheDatabaseOfTheFile(String node) {
    Map<String, String> database = environment(service("database"));
    Settings settings = settings(node);
    assertEquals(
        "jdbc:postgresql://database:5432/" + database.get("POSTGRES_DB"), settings.store().url());
    assertEquals(database.get("POSTGRES_USER"), settings.store().user());
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aNodeIsPublishedOnLoopbackAloneAndKnowsTheNamesOfItsUsers(String node) {
    Settings settings = settings(node);
    List<String> ports = Yaml.texts(service(node).path("ports"));
    assertEquals(1, ports.size());
    String[] published = ports.getFirst().split(":");
    assertEquals("127.0.0.1", published[0]);
    assertEquals(settings.http().port(), Integer.parseInt(published[2]));
    String url = "http://127.0.0.1:" + published[1];
    assertEquals(url + "/mcp", settings.access().auth().resource());
    assertTrue(settings.http().allowedOrigins().contains(url), url);
    assertTrue(settings.http().allowedHosts().containsAll(List.of(node, "127.0.0.1")), node);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aNodeHasTimeToLeave(String node) {
    Settings settings = settings(node);
    Duration ends =
        settings.shutdown().announce().plus(settings.shutdown().grace()).plus(HAND_OVER);
    assertTrue(
        Duration.parse("PT" + service(node).path("stop_grace_period").asText()).compareTo(ends)
            >= 0,
        ends::toString);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aNodeHasNoPrivilegeAndWritesToItsVolumeAlone(String node) {
    JsonNode service = service(node);
    assertTrue(service.path("read_only").asBoolean());
    assertEquals(List.of("ALL"), Yaml.texts(service.path("cap_drop")));
    assertTrue(service.path("cap_add").isMissingNode());
    assertTrue(service.path("user").isMissingNode());
    assertEquals(List.of("no-new-privileges:true"), Yaml.texts(service.path("security_opt")));
    List<String> writable =
        Yaml.texts(service.path("volumes")).stream().filter(v -> !v.endsWith(":ro")).toList();
    assertEquals(List.of(node + ":/var/lib/switchgear"), writable);
  }

  @Test
  void onlyTheServiceThatSignsSeesTheKeyOfTheAuthority() {
    List<String> users = new ArrayList<>();
    for (String name : names(CLUSTER.path("services"))) {
      if (Yaml.texts(service(name).path("volumes")).stream().anyMatch(v -> v.startsWith("auth"))) {
        users.add(name);
      }
    }
    assertEquals(List.of("secrets"), users);
    assertEquals("none", service("secrets").path("network_mode").asText());
  }

  @Test
  void theDatabaseReadsTheSamePassword() {
    assertEquals(
        "/run/database/password", environment(service("database")).get("POSTGRES_PASSWORD_FILE"));
    assertTrue(
        Yaml.texts(service("database").path("volumes"))
            .contains("database-secrets:/run/database:ro"));
    assertEquals(
        List.of("/authority", "/nodes", "/database", "/monitoring"),
        Yaml.texts(service("secrets").path("command")));
    assertTrue(
        Yaml.texts(service("secrets").path("volumes"))
            .containsAll(
                List.of(
                    "authority:/authority",
                    "node-secrets:/nodes",
                    "database-secrets:/database",
                    "monitoring-secrets:/monitoring")));
  }

  @Test
  void prometheusScrapesEachNodeWithItsToken() {
    List<String> command = Yaml.texts(service("prometheus").path("command"));
    assertTrue(command.contains("--config.file=/etc/prometheus/cluster.yml"), command::toString);
    JsonNode scrape = Yaml.one(DOCKER.resolve("prometheus/cluster.yml")).at("/scrape_configs/0");
    assertEquals("switchgear", scrape.path("job_name").asText());
    assertEquals(
        nodes().stream().map(node -> node + ":" + settings(node).http().port()).toList(),
        Yaml.texts(scrape.at("/static_configs/0/targets")));
    String token = scrape.at("/authorization/credentials_file").asText();
    assertTrue(
        Files.exists(Path.of(token.replace("/run/monitoring", made.monitoring().toString()))),
        token);
  }

  @Test
  void grafanaAsksThePrometheusOfItsFile() {
    JsonNode source =
        Yaml.one(DOCKER.resolve("grafana/provisioning/datasources/prometheus.yml"))
            .at("/datasources/0");
    assertEquals("$PROMETHEUS_URL", source.path("url").asText());
    assertEquals("http://prometheus:9090", environment(service("grafana")).get("PROMETHEUS_URL"));
    assertEquals(
        "http://127.0.0.1:9090",
        Yaml.one(DOCKER.resolve("compose.single.yaml"))
            .at("/services/grafana/environment/PROMETHEUS_URL")
            .asText());
  }

  @Test
  void theSingleNodeIsAlone() {
    JsonNode single = Yaml.one(DOCKER.resolve("compose.single.yaml")).at("/services/switchgear");
    Settings settings = EnvironmentSettings.load(environment(single), Optional.empty());
    assertTrue(settings.cluster().alone());
    assertFalse(settings.store().external());
    assertEquals("host", single.path("network_mode").asText());
    assertTrue(
        Duration.parse("PT" + single.path("stop_grace_period").asText())
                .compareTo(settings.shutdown().grace())
            > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose.single.yaml", "compose.raw.yaml"})
  void theFileHasOnlyKeysThatComposeKnows(String file) {
    JsonNode compose = Yaml.one(DOCKER.resolve(file));
    Set<String> unknown = new TreeSet<>();
    for (String key : names(compose)) {
      if (!Set.of("name", "services", "volumes").contains(key) && !key.startsWith("x-")) {
        unknown.add(key);
      }
    }
    for (JsonNode service : compose.path("services")) {
      unknown.addAll(names(service));
    }
    unknown.removeAll(SERVICE_KEYS);
    assertEquals(Set.of(), unknown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose.single.yaml"})
  void whatAServiceNamesIsThere(String file) {
    JsonNode compose = Yaml.one(DOCKER.resolve(file));
    Set<String> volumes = new TreeSet<>();
    for (JsonNode service : compose.path("services")) {
      for (String volume : Yaml.texts(service.path("volumes"))) {
        String source = volume.substring(0, volume.indexOf(':'));
        if (source.startsWith(".")) {
          assertTrue(Files.exists(DOCKER.resolve(source)), volume);
        } else {
          volumes.add(source);
        }
      }
      JsonNode needed = service.path("depends_on");
      for (String name : names(needed)) {
        JsonNode other = compose.at("/services/" + name);
        assertFalse(other.isMissingNode(), name);
        if (needed.path(name).path("condition").asText().equals("service_healthy")) {
          assertFalse(other.path("healthcheck").isMissingNode(), name);
        }
      }
      JsonNode build = service.path("build");
      if (!build.isMissingNode()) {
        Path context = DOCKER.resolve(build.path("context").asText()).normalize();
        assertTrue(Files.exists(context.resolve(build.path("dockerfile").asText())));
      }
    }
    assertEquals(new TreeSet<>(names(compose.path("volumes"))), volumes);
  }

  /** Secrets are files; only their paths are in the environment. */
  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose.single.yaml"})
  void noVariableIsASecret(String file) {
    Set<String> secrets = new TreeSet<>();
    for (JsonNode service : Yaml.one(DOCKER.resolve(file)).path("services")) {
      secrets.addAll(names(service.path("environment")));
    }
    secrets.removeIf(name -> !name.matches(".*(PASSWORD|SECRET|TOKENS?)(__?FILE)?"));
    secrets.removeIf(name -> name.endsWith("_FILE"));
    assertEquals(Set.of(), secrets);
  }
}
