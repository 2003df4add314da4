package io.switchgear.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests for Kubernetes, against its model, each other, and what the server reads. */
class KubernetesTest {

  private static final Path FOLDER = Path.of("docker/kubernetes");
  private static final String LABEL = "app.kubernetes.io/name";

  /** What the end of a node takes at most after its calls have ended: the phases of a cluster. */
  private static final Duration HAND_OVER = Duration.ofSeconds(35);

  private static final String TOKEN =
      "tokens = [{ name = agent, scopes = [\"scan:run\"], sha256 = \"%s\" }]"
          .formatted("0123456789abcdef".repeat(4));

  @TempDir private Path folder;

  private static final JsonNode KUSTOMIZATION = Yaml.one(FOLDER.resolve("kustomization.yaml"));

  static List<JsonNode> documents() {
    return Yaml.texts(KUSTOMIZATION.path("resources")).stream()
        .flatMap(file -> Yaml.all(FOLDER.resolve(file)).stream())
        .toList();
  }

  private static JsonNode one(String kind, String name) {
    List<JsonNode> found =
        documents().stream()
            .filter(each -> each.path("kind").asText().equals(kind))
            .filter(each -> each.at("/metadata/name").asText().equals(name))
            .toList();
    assertEquals(1, found.size(), kind + " " + name);
    return found.getFirst();
  }

  private static JsonNode pod() {
    return one("StatefulSet", "switchgear").at("/spec/template/spec");
  }

  private static JsonNode container() {
    return pod().at("/containers/0");
  }

  private static String label(JsonNode labels) {
    return labels.path(LABEL).asText();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void eachManifestFitsTheModelOfKubernetes(JsonNode document) {
    assertEquals("", ManifestModel.problem(document));
  }

  @Test
  void theModelRefusesWhatKubernetesDoesNotKnow() {
    ObjectNode misspelt = one("Service", "switchgear").deepCopy();
    ((ObjectNode) misspelt.at("/spec/ports/0")).put("targetport", "http");
    assertTrue(ManifestModel.problem(misspelt).contains("targetport"));
    ObjectNode mistyped = one("StatefulSet", "switchgear").deepCopy();
    ((ObjectNode) mistyped.path("spec")).put("replicas", "three");
    assertFalse(ManifestModel.problem(mistyped).isEmpty());
  }

  @Test
  void everyFileIsInTheKustomization() throws IOException {
    Set<String> listed = new TreeSet<>(Yaml.texts(KUSTOMIZATION.path("resources")));
    listed.addAll(Yaml.texts(KUSTOMIZATION.at("/configMapGenerator/0/files")));
    listed.add("kustomization.yaml");
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertEquals(
          listed,
          new TreeSet<>(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> file.getFileName().toString())
                  .toList()));
    }
  }

  /** The environment of the container, with the values that Kubernetes fills in. */
  private Map<String, String> environment() throws IOException {
    Map<String, String> files = Map.of("/etc/switchgear-store/password", "0123456789abcdef");
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : container().path("env")) {
      String field = variable.at("/valueFrom/fieldRef/fieldPath").asText();
      String value =
          switch (field) {
            case "" -> variable.path("value").asText();
            case "status.podIP" -> "10.1.2.3";
            case "metadata.name" -> "switchgear-0";
            case String other -> throw new AssertionError(other);
          };
      value = value.replace("$(POD_IP)", "10.1.2.3");
      if (files.containsKey(value)) {
        value = Files.writeString(folder.resolve("secret"), files.get(value)).toString();
      }
      environment.put(variable.path("name").asText(), value);
    }
    return environment;
  }

  private Settings settings() throws IOException {
    String config = Files.readString(FOLDER.resolve("switchgear.conf"));
    Path file =
        Files.writeString(folder.resolve("switchgear.conf"), config.replace("tokens = []", TOKEN));
    return EnvironmentSettings.load(environment(), Optional.of(file));
  }

  @Test
  void aNodeReadsItsSettings() throws IOException {
    Settings settings = settings();
    ClusterSettings cluster = settings.cluster();
    assertEquals(ClusterSettings.Discovery.KUBERNETES, cluster.discovery());
    assertFalse(cluster.alone());
    assertFalse(cluster.insecure());
    assertTrue(cluster.tls().complete());
    assertTrue(settings.store().external());
    assertTrue(settings.access().auth().on());
    assertEquals("switchgear-0", settings.nodeName());
    assertEquals("10.1.2.3", settings.http().host());
    assertEquals("10.1.2.3", cluster.host());
  }

  /** As it is shipped, no caller could be authenticated, and the server refuses to start. */
  @Test
  void theShippedFileHasNoToken() throws IOException {
    Settings shipped =
        EnvironmentSettings.load(
            environment(), Optional.of(FOLDER.resolve("switchgear.conf").toAbsolutePath()));
    assertFalse(shipped.access().auth().on());
  }

  @Test
  void nodesFindTheirPodsByTheLabel() throws IOException {
    ClusterSettings cluster = settings().cluster();
    JsonNode set = one("StatefulSet", "switchgear");
    assertEquals(cluster.bootstrap().service(), label(set.at("/spec/template/metadata/labels")));
    JsonNode scaler = one("HorizontalPodAutoscaler", "switchgear").path("spec");
    int founders = cluster.bootstrap().nodes();
    assertTrue(
        founders * 2 > scaler.path("maxReplicas").asInt(), "a minority could found a cluster");
    assertTrue(founders <= scaler.path("minReplicas").asInt(), "the first nodes could found none");
  }

  @Test
  void whatSelectsPodsSelectsThese() {
    String own = label(one("StatefulSet", "switchgear").at("/spec/template/metadata/labels"));
    assertFalse(own.isEmpty());
    List<JsonNode> selectors =
        List.of(
            one("StatefulSet", "switchgear").at("/spec/selector/matchLabels"),
            one("Service", "switchgear").at("/spec/selector"),
            one("Service", "switchgear-nodes").at("/spec/selector"),
            one("PodDisruptionBudget", "switchgear").at("/spec/selector/matchLabels"),
            one("NetworkPolicy", "switchgear").at("/spec/podSelector/matchLabels"),
            pod()
                .at(
                    "/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0"
                        + "/podAffinityTerm/labelSelector/matchLabels"),
            pod().at("/topologySpreadConstraints/0/labelSelector/matchLabels"));
    for (JsonNode selector : selectors) {
      assertEquals(1, selector.size(), selector::toString);
      assertEquals(own, label(selector), selector::toString);
    }
    assertEquals(
        "switchgear-nodes", one("StatefulSet", "switchgear").at("/spec/serviceName").asText());
  }

  @Test
  void thePortsAreThoseOfTheSettings() throws IOException {
    Settings settings = settings();
    Map<String, Integer> ports = new TreeMap<>();
    container()
        .path("ports")
        .forEach(port -> ports.put(port.path("name").asText(), port.path("containerPort").asInt()));
    assertEquals(
        Map.of(
            "http", settings.http().port(),
            "remoting", settings.cluster().port(),
            "management", settings.cluster().bootstrap().port()),
        ports);
    List<String> named = new ArrayList<>();
    documents()
        .forEach(
            document ->
                document.findValues("targetPort").forEach(port -> named.add(port.asText())));
    container().findValues("httpGet").forEach(probe -> named.add(probe.path("port").asText()));
    one("NetworkPolicy", "switchgear")
        .findValues("port")
        .forEach(
            port -> {
              if (port.isTextual()) {
                named.add(port.asText());
              }
            });
    assertTrue(named.size() >= 10, named::toString);
    named.removeIf(ports::containsKey);
    assertEquals(List.of(), named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
  void probesAskPublicRoutesOfTheServer(String probe) throws IOException {
    JsonNode described =
        Yaml.one(Path.of("src/main/resources/io/switchgear/front/http/openapi.yaml"));
    String path = container().at("/" + probe + "/httpGet/path").asText();
    assertFalse(described.path("paths").path(path).isMissingNode(), path);
    assertEquals(probe.equals("readinessProbe") ? "/health/ready" : "/health/live", path);
  }

  @Test
  void aNodeHasTimeToLeave() throws IOException {
    Settings settings = settings();
    Duration ends =
        settings.shutdown().announce().plus(settings.shutdown().grace()).plus(HAND_OVER);
    assertTrue(
        pod().path("terminationGracePeriodSeconds").asLong() >= ends.toSeconds(), ends::toString);
    // Else the Service still sends calls to a pod that has stopped to listen.
    long noticed =
        container().at("/readinessProbe/periodSeconds").asLong()
            * container().at("/readinessProbe/failureThreshold").asLong();
    assertTrue(settings.shutdown().announce().toSeconds() > noticed);
  }

  @Test
  void aNodeHasNoPrivilegeAndWritesToItsVolumesAlone() {
    JsonNode context = container().path("securityContext");
    assertTrue(pod().at("/securityContext/runAsNonRoot").asBoolean());
    assertTrue(context.path("readOnlyRootFilesystem").asBoolean());
    assertFalse(context.path("allowPrivilegeEscalation").asBoolean(true));
    assertEquals(List.of("ALL"), Yaml.texts(context.at("/capabilities/drop")));
    List<String> writable = new ArrayList<>();
    for (JsonNode mount : container().path("volumeMounts")) {
      if (!mount.path("readOnly").asBoolean()) {
        writable.add(mount.path("mountPath").asText());
      }
    }
    assertEquals(List.of("/var/lib/switchgear", "/tmp"), writable);
  }

  @Test
  void theUserIsTheOneOfTheImage() {
    String user = pod().at("/securityContext/runAsUser").asText();
    String group = pod().at("/securityContext/runAsGroup").asText();
    assertEquals(user + ":" + group, Dockerfile.read().user());
    assertEquals(group, pod().at("/securityContext/fsGroup").asText());
  }

  @Test
  void everyVolumeIsThere() throws IOException {
    Set<String> volumes = new TreeSet<>();
    pod().path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
    one("StatefulSet", "switchgear")
        .at("/spec/volumeClaimTemplates")
        .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
    Set<String> mounted = new TreeSet<>();
    Set<String> folders = new TreeSet<>();
    for (JsonNode mount : container().path("volumeMounts")) {
      mounted.add(mount.path("name").asText());
      folders.add(mount.path("mountPath").asText());
    }
    assertEquals(volumes, mounted);
    ClusterSettings.Tls tls = settings().cluster().tls();
    List<String> files = new ArrayList<>(List.of(tls.certificate(), tls.key(), tls.authority()));
    files.addAll(
        Yaml.texts(container().path("args")).stream().filter(arg -> arg.startsWith("/")).toList());
    files.removeIf(file -> folders.contains(file.substring(0, file.lastIndexOf('/'))));
    assertEquals(List.of(), files);
  }

  @Test
  void theAccountMayReadPodsAndNothingElse() {
    assertEquals("switchgear", one("ServiceAccount", "switchgear").at("/metadata/name").asText());
    assertEquals("switchgear", pod().path("serviceAccountName").asText());
    JsonNode binding = one("RoleBinding", "switchgear");
    assertEquals("ServiceAccount", binding.at("/subjects/0/kind").asText());
    assertEquals("switchgear", binding.at("/subjects/0/name").asText());
    assertEquals("switchgear", binding.at("/roleRef/name").asText());
    JsonNode rules = one("Role", "switchgear").path("rules");
    assertEquals(1, rules.size());
    assertEquals(List.of("pods"), Yaml.texts(rules.at("/0/resources")));
    assertEquals(List.of("get", "list", "watch"), Yaml.texts(rules.at("/0/verbs")));
  }

  /** Ports between nodes are open for nodes alone; clients reach HTTP alone. */
  @Test
  void thePolicyLetsOnlyNodesToThePortsOfNodes() {
    Map<String, Set<String>> sources = new TreeMap<>();
    for (JsonNode rule : one("NetworkPolicy", "switchgear").at("/spec/ingress")) {
      String from = rule.path("from").toString();
      rule.path("ports")
          .forEach(
              port ->
                  sources
                      .computeIfAbsent(port.path("port").asText(), any -> new TreeSet<>())
                      .add(from));
    }
    String nodes =
        "[{\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"switchgear\"}}}]";
    assertEquals(Set.of("http", "management", "remoting"), sources.keySet());
    assertEquals(Set.of(nodes), sources.get("remoting"));
    assertEquals(Set.of(nodes), sources.get("management"));
    assertFalse(sources.get("http").contains(nodes));
  }

  @Test
  void theScalerReadsAMetricOfTheServer() throws IOException {
    JsonNode spec = one("HorizontalPodAutoscaler", "switchgear").path("spec");
    assertEquals("StatefulSet", spec.at("/scaleTargetRef/kind").asText());
    assertEquals("switchgear", spec.at("/scaleTargetRef/name").asText());
    // Else each apply would set the number back, and take nodes away at once.
    assertFalse(one("StatefulSet", "switchgear").path("spec").has("replicas"));
    String metric = spec.at("/metrics/0/external/metric/name").asText();
    assertEquals("scan_queue_depth", metric);
    assertTrue(Files.readString(Path.of("docs/operations.md")).contains("| `" + metric + "`"));
  }

  @Test
  void oneNodeAtATimeIsTakenAway() {
    assertEquals(1, one("PodDisruptionBudget", "switchgear").at("/spec/maxUnavailable").asInt());
  }

  /** cert-manager writes the secret that the nodes mount. */
  @Test
  void theCertificateIsTheOneOfTheNodes() {
    JsonNode certificate =
        Yaml.all(FOLDER.resolve("cert-manager/certificates.yaml")).stream()
            .filter(each -> each.at("/metadata/name").asText().equals("switchgear-nodes"))
            .filter(each -> each.path("kind").asText().equals("Certificate"))
            .findFirst()
            .orElseThrow();
    List<String> mounted = pod().findValues("secretName").stream().map(JsonNode::asText).toList();
    assertTrue(mounted.contains(certificate.at("/spec/secretName").asText()), mounted::toString);
    assertEquals("PKCS8", certificate.at("/spec/privateKey/encoding").asText());
    assertEquals("[\"server auth\",\"client auth\"]", certificate.at("/spec/usages").toString());
  }
}
