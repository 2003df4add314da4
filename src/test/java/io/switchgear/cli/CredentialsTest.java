package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.acceptance.SelfSigned;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creates a token, adds it to a server's configuration, and uses it with the commands. */
@Tag("network")
@Tag("process")
class CredentialsTest {

  private static final Pattern TOKEN = Pattern.compile("sgt_[A-Za-z0-9_-]{43}");

  @TempDir Path folder;
  private final Terminal terminal = new Terminal();

  private static String line(String out) {
    return out.lines()
        .filter(line -> line.contains("auth.tokens") || line.contains("sha256"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  private static String token(String out) {
    Matcher token = TOKEN.matcher(out);
    assertTrue(token.find(), out);
    return token.group();
  }

  @Test
  void thePrintedTokenAuthenticatesTheCommands() throws IOException {
    assertEquals(
        0, terminal.run("token", "new", "--name", "ci", "-s", "scan:run,ops:write", "-e", "1d"));
    String reader = terminal.out.toString();
    terminal.out.getBuffer().setLength(0);
    assertEquals(0, terminal.run("token", "new"));
    Path config =
        Files.writeString(folder.resolve("a.conf"), line(reader) + line("" + terminal.out));
    Path file = Files.writeString(folder.resolve("token"), token(reader) + "\n");
    Path plain = Files.writeString(folder.resolve("plain"), token("" + terminal.out));
    try (Switchgear server =
        Switchgear.serve(
            Settings.load(
                Optional.of(config),
                Map.of(
                    "switchgear.http.port",
                    "0",
                    "switchgear.data-dir",
                    folder.resolve("data").toString())))) {
      String url = server.url().orElseThrow().toString();
      assertEquals(0, terminal.run("breakers", "--url", url, "--token-file", file.toString()));
      assertEquals(0, terminal.run("tools", "--url", url, "--token", token(reader)));
      assertEquals(
          ExitCode.REFUSED.code(),
          terminal.run("breakers", "--url", url, "--token-file", plain.toString()));
      assertTrue(terminal.err.toString().contains("ops:read"), terminal.err::toString);
      assertEquals(ExitCode.REFUSED.code(), terminal.run("tools", "--url", url));
      assertTrue(terminal.err.toString().contains("SWITCHGEAR_TOKEN"), terminal.err::toString);
      assertEquals(
          ExitCode.REFUSED.code(), terminal.run("tools", "--url", url, "--token", "sgt_SECRET"));
      assertFalse(terminal.err.toString().contains("SECRET"));
    }
  }

  @Test
  void cacertAddsAPrivateAuthority() throws Exception {
    assertEquals(0, terminal.run("token", "new", "-s", "ops:read"));
    String out = terminal.out.toString();
    Path config = Files.writeString(folder.resolve("a.conf"), line(out));
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("server.key");
    SelfSigned.make(folder, "server", "EC").write(certificate, key);
    try (Switchgear server =
        Switchgear.serve(
            Settings.load(
                Optional.of(config),
                Map.of(
                    "switchgear.http.port", "0",
                    "switchgear.http.tls.certificate", certificate.toString(),
                    "switchgear.http.tls.key", key.toString(),
                    "switchgear.data-dir", folder.resolve("data").toString())))) {
      String url = server.url().orElseThrow().toString();
      assertTrue(url.startsWith("https://"), url);
      assertEquals(
          0,
          terminal.run(
              "breakers", "--url", url, "--token", token(out), "--cacert", "" + certificate),
          terminal.err::toString);
      assertEquals(
          ExitCode.UNREACHABLE.code(),
          terminal.run("breakers", "--url", url, "--token", token(out)));
    }
  }

  @Test
  void invalidOptionsAreRejected() {
    for (String[] wrong :
        new String[][] {
          {"token"},
          {"token", "old"},
          {"token", "new", "--name", "local"},
          {"token", "new", "--scope", "admin"},
          {"token", "new", "--expires", "soon"},
          {"token", "new", "--expires", "2020-01-01"},
          {"tools", "--url", "http://127.0.0.1:1/mcp", "--token", "a b"},
          {"tools", "--url", "http://127.0.0.1:1/mcp", "--token", ""},
          {"tools", "--url", "http://127.0.0.1:1/mcp", "--token", "a", "--token-file", "b"},
          {"tools", "--url", "http://127.0.0.1:1/mcp", "--token-file", "/nosuch"},
          {"tools", "--url", "http://127.0.0.1:1/mcp", "--cacert", "/nosuch"}
        }) {
      assertEquals(ExitCode.USAGE.code(), terminal.run(wrong), String.join(" ", wrong));
    }
    assertFalse(TOKEN.matcher(terminal.out.toString()).find());
  }

  @Test
  void optionsPrecedeTheEnvironment() throws IOException {
    CredentialOptions options = new CredentialOptions();
    assertEquals(Optional.empty(), options.token(Map.of()));
    assertEquals(Optional.empty(), options.token(Map.of("SWITCHGEAR_TOKEN", " ")));
    assertEquals(Optional.of("a"), options.token(Map.of("SWITCHGEAR_TOKEN", "a\n")));
    options.tokenFile = Files.writeString(folder.resolve("t"), "b\n");
    assertEquals(Optional.of("b"), options.token(Map.of("SWITCHGEAR_TOKEN", "a")));
    Files.writeString(options.tokenFile, "\n");
    assertThrows(CommandFailure.class, () -> options.token(Map.of("SWITCHGEAR_TOKEN", "a")));
  }

  @Test
  void anAddressDoesNotShowItsToken() {
    ServerAddress server =
        new ServerAddress(
            URI.create("http://127.0.0.1/mcp"), Optional.of("SECRET"), Optional.empty());
    assertFalse(server.toString().contains("SECRET"));
  }
}
