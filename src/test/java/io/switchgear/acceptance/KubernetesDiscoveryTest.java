package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.deployment.Provisioned;
import io.switchgear.store.JdbcSettings;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers that find each other by the list of pods, as they do in Kubernetes: with the
 * variables and files of a pod, TLS between them, and one PostgreSQL database.
 */
@Tag("network")
@Tag("process")
class KubernetesDiscoveryTest {

  private static final List<String> PODS = List.of("127.0.0.1", "127.0.0.2");

  @TempDir private Path folder;
  private final List<ServerProcess> servers = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void end() {
    servers.forEach(ServerProcess::close);
    client.close();
  }

  @Test
  void serversFindEachOtherByTheListOfPods() throws Exception {
    SelfSigned certificate = SelfSigned.make(folder, "api", "EC");
    Path account = Files.createDirectories(folder.resolve("account"));
    Files.writeString(account.resolve("ca.crt"), certificate.certificate());
    Files.writeString(account.resolve("token"), PodsApi.TOKEN);
    Files.writeString(account.resolve("namespace"), "scans");
    Path config =
        Files.writeString(
            folder.resolve("pod.conf"),
            """
            pekko.discovery.kubernetes-api {
              api-ca-path = "%1$s/ca.crt", api-token-path = "%1$s/token", pod-namespace-path = "%1$s/namespace"
            }
            pekko.management.cluster.bootstrap.contact-point-discovery.stable-margin = 1s
            """
                .formatted(account));
    Provisioned made = Provisioned.run(folder);
    JdbcSettings database = Postgres.freshDatabase();
    try (PodsApi api = PodsApi.start(folder, PODS)) {
      int port = freePort();
      for (String pod : PODS) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(api.port()));
        environment.put("SWITCHGEAR_NODE", "pod-" + pod);
        environment.put("SWITCHGEAR_CLUSTER_HOST", pod);
        environment.put("SWITCHGEAR_CLUSTER_PORT", "0");
        environment.put("SWITCHGEAR_CLUSTER_DISCOVERY", "kubernetes");
        environment.put("SWITCHGEAR_CLUSTER_BOOTSTRAP_NODES", Integer.toString(PODS.size()));
        environment.put("SWITCHGEAR_CLUSTER_BOOTSTRAP_PORT", Integer.toString(port));
        environment.put("SWITCHGEAR_CLUSTER_TLS_CERTIFICATE", made.node("node.crt").toString());
        environment.put("SWITCHGEAR_CLUSTER_TLS_KEY", made.node("node.key").toString());
        environment.put("SWITCHGEAR_CLUSTER_TLS_AUTHORITY", made.node("ca.crt").toString());
        environment.put("SWITCHGEAR_STORE_URL", database.url());
        environment.put("SWITCHGEAR_STORE_USER", database.user());
        environment.put("SWITCHGEAR_STORE_PASSWORD", database.password());
        servers.add(
            ServerProcess.start(
                Files.createDirectories(folder.resolve(pod)),
                environment,
                "--config",
                config.toString()));
      }
      for (ServerProcess server : servers) {
        URI url = server.url();
        Await.until(
            "both nodes",
            () -> members(url) + "\n" + server.log(),
            () -> members(url).equals(List.of("pod-127.0.0.1 up", "pod-127.0.0.2 up")));
      }
      assertEquals(List.of("labelSelector=app.kubernetes.io/name=switchgear"), api.questions());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      return socket.getLocalPort();
    }
  }

  private List<String> members(URI url) {
    List<String> members = new ArrayList<>();
    try {
      HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/v1/cluster")).build();
      JsonNode cluster =
          OperatorDesk.JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
      for (JsonNode node : cluster.path("nodes")) {
        members.add(node.path("name").asText() + " " + node.path("status").asText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return members.stream().sorted().toList();
  }
}
