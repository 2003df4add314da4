package io.switchgear.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The list of pods as the API of Kubernetes gives it: over TLS, to the holder of a token, with more
 * fields than a client needs. One of the pods is being deleted, and one has not started.
 */
final class PodsApi implements AutoCloseable {

  static final String TOKEN = "a-token-of-a-service-account";
  private static final String PATH = "/api/v1/namespaces/scans/pods";

  private final HttpsServer server;
  private final List<String> addresses;
  private final ConcurrentLinkedQueue<String> questions = new ConcurrentLinkedQueue<>();

  private PodsApi(HttpsServer server, List<String> addresses) {
    this.server = server;
    this.addresses = addresses;
  }

  /**
   * @param folder has {@code api.p12}, as of {@link SelfSigned}
   */
  static PodsApi start(Path folder, List<String> addresses) throws Exception {
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("api.p12"))) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    PodsApi api = new PodsApi(server, List.copyOf(addresses));
    server.createContext("/", api::answer);
    server.start();
    return api;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The queries of the requests so far, each once. */
  List<String> questions() {
    return questions.stream().distinct().toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.add(exchange.getRequestURI().getQuery());
    boolean known =
        ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean pods = exchange.getRequestURI().getPath().equals(PATH);
    byte[] body = (known && pods ? pods() : "{}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(known ? pods ? 200 : 404 : 403, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String pods() {
    String running =
        addresses.stream()
            .map(address -> pod("Running", address, "null"))
            .collect(Collectors.joining(", "));
    return """
    {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [%s, %s, %s]}
    """
        .formatted(
            running,
            pod("Running", "127.0.0.8", "\"2026-01-01T00:00:00Z\""),
            pod("Pending", "127.0.0.9", "null"));
  }

  private static String pod(String phase, String address, String deleted) {
    return """
    {"metadata": {"name": "switchgear", "namespace": "scans", "deletionTimestamp": %s},
     "spec": {"nodeName": "one", "containers": [{"name": "switchgear", "image": "switchgear",
       "ports": [{"name": "management", "containerPort": 8558, "protocol": "TCP"}]}]},
     "status": {"phase": "%s", "podIP": "%s", "hostIP": "192.0.2.1",
       "containerStatuses": [{"name": "switchgear", "ready": false, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}]}}
    """
        .formatted(deleted, phase, address);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
