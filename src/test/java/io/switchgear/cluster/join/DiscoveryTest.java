package io.switchgear.cluster.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchgear.config.ClusterSettings;
import io.switchgear.config.Settings;
import io.switchgear.deployment.Provisioned;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that are named nowhere, on loopback, with a real DNS server. */
@Tag("network")
@Tag("process")
class DiscoveryTest {

  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

  /** Real times make a cluster wait for late nodes; here all are there at once. */
  private static final String FAST =
      """
      pekko {
        io.dns.async-dns { nameservers = ["127.0.0.1:%d"], search-domains = [], ndots = 1 }
        management.cluster.bootstrap {
          contact-point-discovery { stable-margin = 500ms, interval = 200ms }
          contact-point.probe-interval = 200ms
        }
      }
      """;

  /** The connections between nodes. */
  enum Link {
    PLAIN,
    TLS
  }

  @TempDir private Path folder;
  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  @AfterEach
  void end() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> Await.result("the end", system.getWhenTerminated()));
  }

  private Settings settings(String host, int port, Link link, String discovery) throws IOException {
    Map<String, String> keys = new HashMap<>();
    keys.put("data-dir", folder.toString());
    keys.put("cluster.host", host);
    keys.put("cluster.port", "0");
    keys.put("cluster.discovery", discovery);
    keys.put("cluster.bootstrap.service", "nodes.test");
    keys.put("cluster.bootstrap.nodes", Integer.toString(HOSTS.size()));
    keys.put("cluster.bootstrap.port", Integer.toString(port));
    if (link == Link.PLAIN) {
      keys.put("cluster.insecure", "yes");
    } else {
      Provisioned made = Provisioned.run(folder);
      keys.put("cluster.tls.certificate", made.node("node.crt").toString());
      keys.put("cluster.tls.key", made.node("node.key").toString());
      keys.put("cluster.tls.authority", made.node("ca.crt").toString());
    }
    Map<String, String> overrides = new HashMap<>();
    keys.forEach((key, value) -> overrides.put("switchgear." + key, value));
    return Settings.load(Optional.empty(), overrides);
  }

  private ActorSystem<Void> node(Settings settings, AddressServer dns) {
    ClusterSettings cluster = settings.cluster();
    Config config =
        ConfigFactory.parseString(FAST.formatted(dns.port()))
            .withFallback(PeerConfig.of(settings.actorSystem(), cluster, "a store"))
            .resolve();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "switchgear", config);
    systems.add(system);
    Discovery.start(system, cluster);
    return system;
  }

  /** Free on both addresses. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      return socket.getLocalPort();
    }
  }

  private static Set<String> up(ActorSystem<?> system) {
    Set<String> hosts = new TreeSet<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.status() == MemberStatus.up()) {
        hosts.add(member.address().getHost().orElseThrow());
      }
    }
    return hosts;
  }

  @ParameterizedTest
  @EnumSource
  void nodesFindEachOtherByTheRecordsOfOneName(Link link) throws Exception {
    try (AddressServer dns = new AddressServer(HOSTS)) {
      int port = freePort();
      for (String host : HOSTS) {
        node(settings(host, port, link, "dns"), dns);
      }
      Set<String> all = Set.copyOf(HOSTS);
      for (ActorSystem<Void> system : systems) {
        Await.value("all nodes", () -> up(system), all::equals);
      }
    }
  }

  /** One address alone does not found a cluster that needs two. */
  @Test
  void aNodeWaitsForAsManyAsTheSettingsSay() throws Exception {
    try (AddressServer dns = new AddressServer(List.of(HOSTS.getFirst()))) {
      int port = freePort();
      ActorSystem<Void> first = node(settings(HOSTS.getFirst(), port, Link.PLAIN, "dns"), dns);
      dns.awaitQueries(5);
      assertEquals(Set.of(), up(first));
      dns.nowHas(HOSTS);
      node(settings(HOSTS.getLast(), port, Link.PLAIN, "dns"), dns);
      Await.value("both nodes", () -> up(first), Set.copyOf(HOSTS)::equals);
    }
  }

  @Test
  void itTellsOfTheClusterAndNothingElse() throws Exception {
    try (AddressServer dns = new AddressServer(HOSTS)) {
      int port = freePort();
      node(settings("127.0.0.1", port, Link.PLAIN, "dns"), dns);
      String root = "http://127.0.0.1:" + port;
      assertEquals(200, get(root + "/bootstrap/seed-nodes", "GET"));
      for (String path :
          List.of("/", "/alive", "/ready", "/cluster/members", "/cluster/shards", "/bootstrap")) {
        assertEquals(404, get(root + path, "GET"), path);
      }
      for (String method : List.of("PUT", "POST", "DELETE")) {
        assertEquals(405, get(root + "/bootstrap/seed-nodes", method), method);
      }
    }
  }

  private static int get(String url, String method) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void whoHasNoCertificateIsToldNothing() throws Exception {
    try (AddressServer dns = new AddressServer(HOSTS)) {
      int port = freePort();
      Settings settings = settings("127.0.0.1", port, Link.TLS, "dns");
      node(settings, dns);
      SSLContext context = trusting(Path.of(settings.cluster().tls().authority()));
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
        IOException refused =
            assertThrows(
                IOException.class,
                () -> {
                  socket
                      .getOutputStream()
                      .write(
                          "GET /bootstrap/seed-nodes HTTP/1.1\r\nHost: a\r\n\r\n"
                              .getBytes(StandardCharsets.US_ASCII));
                  if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                  }
                });
        assertTrue(refused.getMessage() != null, refused::toString);
      }
    }
  }

  private static SSLContext trusting(Path authority) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    try (InputStream in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (AddressServer dns = new AddressServer(HOSTS);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Settings settings = settings("127.0.0.1", taken.getLocalPort(), Link.PLAIN, "dns");
      NodeException refused = assertThrows(NodeException.class, () -> node(settings, dns));
      assertTrue(
          refused.getMessage().contains("cluster.bootstrap.port to a free port"),
          refused.getMessage());
    }
  }

  @Test
  void aNodeOutsideOfAPodCannotAskKubernetes() throws Exception {
    try (AddressServer dns = new AddressServer(HOSTS)) {
      Settings settings = settings("127.0.0.1", freePort(), Link.PLAIN, "kubernetes");
      NodeException refused = assertThrows(NodeException.class, () -> node(settings, dns));
      assertTrue(
          refused.getMessage().contains("switchgear.cluster.discovery = kubernetes"),
          refused.getMessage());
    }
  }
}
