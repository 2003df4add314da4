package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.RSAKey;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.front.access.Issuer;
import io.switchgear.tool.Caller.Permission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's examples under "Who may call", run unchanged except for files, addresses, the hash
 * and its date, which are replaced by real ones.
 */
@Tag("network")
@Tag("process")
class ReadmeAccessTest {

  private static final int FLAGS = Pattern.MULTILINE | Pattern.DOTALL;

  /** Replaces the program's start script, which exists only in the package. */
  private static final String SWITCHGEAR =
      "switchgear() { \"$JAVA\" -Xmx128m -cp \"$CLASSES\" io.switchgear.cli.Main \"$@\"; }\n";

  @TempDir Path folder;

  private static String section() throws IOException {
    Matcher section =
        Pattern.compile("^## Who may call\n(.*?)^## ", FLAGS)
            .matcher(Files.readString(Path.of("README.md")));
    assertTrue(section.find());
    return section.group(1);
  }

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("^```" + language + "\n(.*?)^```", FLAGS)
        .matcher(section())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static String first(String pattern, String text) {
    Matcher found = Pattern.compile(pattern, FLAGS).matcher(text);
    assertTrue(found.find(), () -> pattern + " is not in " + text);
    return found.group(1);
  }

  private String run(String script, Map<String, String> environment) throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", SWITCHGEAR + script)
            .redirectErrorStream(true);
    shell
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    shell.environment().put("CLASSES", System.getProperty("java.class.path"));
    shell.environment().putAll(environment);
    Process process = shell.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> script + "\nfailed: " + out);
    return out;
  }

  /**
   * A port chosen in advance. The server prints only its public address, which is unreachable here.
   */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private Switchgear serve(String configuration, int port) throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), configuration);
    return Switchgear.serve(
        Settings.load(
            Optional.of(file),
            Map.of(
                "switchgear.data-dir",
                folder.resolve("data").toString(),
                "switchgear.http.port",
                "" + port)));
  }

  @Test
  void aTokenMadeAsItSaysOpensTheServerConfiguredAsItSays() throws Exception {
    String told = run(blocks("sh").getFirst(), Map.of());
    String token = first("^ +(sgt_\\S+)$", told);
    SelfSigned signed = SelfSigned.make(folder, "ops", "EC");
    Path chain = folder.resolve("chain.pem");
    signed.write(chain, folder.resolve("key.pem"));
    String configuration =
        blocks("hocon")
            .getFirst()
            .replace("/etc/switchgear", "\"" + folder + "\"")
            .replace("0.0.0.0", "127.0.0.1")
            .replace("\"…\"", "\"" + first("sha256 = \"([0-9a-f]{64})\"", told) + "\"")
            .replace("2027-01-31", "\"" + first("expires = \"([^\"]*)\"", told) + "\"");
    int port = freePort();
    try (Switchgear server = serve(configuration, port)) {
      assertEquals("https://scan.example:8443/mcp", server.url().map(URI::toString).orElseThrow());
      URI url = URI.create("https://127.0.0.1:" + port + "/mcp");
      HttpClient http = HttpClient.newBuilder().sslContext(signed.trust()).build();
      try (Visitor nobody = new Visitor(http, url, Optional.empty())) {
        assertEquals(401, nobody.mcp("tools/list", "", "").status());
        assertEquals(404, nobody.get("/.well-known/oauth-protected-resource").status());
      }
      String breakers =
          run(
              "switchgear breakers --url " + url + " --cacert " + chain,
              Map.of("SWITCHGEAR_TOKEN", token));
      assertTrue(breakers.contains("port_scan"), breakers);
      Path file = Files.writeString(folder.resolve("token"), token + "\n");
      String scan =
          run(
              "switchgear scan --tool port_scan -p %d 127.0.0.1 --url %s --cacert %s --token-file %s"
                  .formatted(url.getPort(), url, chain, file),
              Map.of());
      assertTrue(scan.contains("open"), scan);
      try (Visitor ci =
          new Visitor(
              HttpClient.newBuilder().sslContext(signed.trust()).build(),
              url,
              Optional.of("Bearer " + token))) {
        assertEquals(403, ci.post("/api/v1/breakers/nmap/open", "{}").status());
      }
    }
  }

  @Test
  void aTokenOfTheIssuersOpensItToo() throws Exception {
    RSAKey key = Issuer.rsa("k1");
    try (Issuer issuer = new Issuer()) {
      issuer.publish(key);
      String configuration =
          blocks("hocon")
              .get(1)
              .replace("https://id.example/jwks.json", issuer.jwksUrl())
              .replace("https://id.example", issuer.url());
      String resource = first("resource = \"([^\"]*)\"", configuration);
      int port = freePort();
      try (Switchgear server = serve(configuration, port)) {
        assertEquals(port, server.url().orElseThrow().getPort());
        URI url = URI.create("http://127.0.0.1:" + port + "/mcp");
        try (Visitor ann = Visitor.with(url, issuer.token(key, "ann", resource, "scan:run"));
            Visitor elsewhere =
                Visitor.with(url, issuer.token(key, "ann", "https://other.example", "scan:run"))) {
          assertEquals(200, ann.mcp("tools/list", "", "").status());
          assertEquals(401, elsewhere.mcp("tools/list", "", "").status());
        }
      }
    }
  }

  @Test
  void theScopesAreThoseThereAre() throws IOException {
    List<String> rows =
        Pattern.compile("^\\| `([a-z:]+)` \\|", FLAGS)
            .matcher(section())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(Arrays.stream(Permission.values()).map(Permission::wire).toList(), rows);
  }
}
