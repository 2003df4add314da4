package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, issuers and what cannot be one. */
class AccessSettingsTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path folder;

  private static String problems(Map<String, String> overrides) {
    SettingsException bad =
        assertThrows(SettingsException.class, () -> SettingsTest.load(Map.of(), overrides));
    return bad.problems().toString();
  }

  private static String tokens(String tokens) {
    return problems(Map.of("switchgear.http.auth.tokens", tokens));
  }

  @Test
  void aFileAddsTokensLineByLine() throws IOException {
    String line =
        "switchgear.http.auth.tokens += { name = \"%s\", scopes = [\"scan:run\"],\n"
            + "  sha256 = \"%s\" }\n";
    Path file =
        Files.writeString(
            folder.resolve("a.conf"),
            line.formatted("one", HASH)
                + line.formatted("two", HASH.replace('0', '1'))
                + line.formatted("three", HASH.replace('0', '2')));
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    Settings settings = new SettingsLoader(Map.of(), properties).load(Optional.of(file), Map.of());
    assertEquals(
        List.of("one", "two", "three"),
        settings.access().auth().tokens().stream().map(TokenSettings::name).toList());
    assertTrue(settings.access().auth().on());
  }

  @Test
  void byDefaultNobodyIsAsked() {
    assertFalse(SettingsTest.load(Map.of(), Map.of()).access().auth().on());
    assertFalse(SettingsTest.load(Map.of(), Map.of()).access().tls().on());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name=a}",
        "[7]",
        "[{name=a,sha256=\"sgt_SECRET\",scopes=[\"scan:run\"]}]",
        "[{name=a,token=\"sgt_SECRET\",scopes=[\"scan:run\"]}]",
        "[{sha256=\"SECRET\",scopes=[\"scan:run\"]}]",
        "[{name=a,sha256=\"SECRET"
      })
  void whatMayBeATokenIsNotShown(String tokens) {
    String told = tokens(tokens);
    assertTrue(told.contains("switchgear.http.auth.tokens"), told);
    assertFalse(told.contains("SECRET"), told);
  }

  @ParameterizedTest
  @CsvSource({
    "'name=local', name must be",
    "'name=\"oauth:ann\"', name must be",
    "'name=\"\"', name must be",
    "'name=a,expires=tomorrow', 'tokens[0].expires (command line): a date or a time'",
    "'name=a,scope=x', 'tokens[0].scope (command line): unknown key; allowed are name, sha256'"
  })
  void whatATokenNeeds(String more, String told) {
    assertTrue(
        tokens("[{%s,sha256=\"%s\",scopes=[\"scan:run\"]}]".formatted(more, HASH)).contains(told));
  }

  @Test
  void scopesAreKnownOnes() {
    String told = tokens("[{name=a,sha256=\"%s\",scopes=[\"admin\"]}]".formatted(HASH));
    assertTrue(told.contains("scan:intrusive"), told);
    tokens("[{name=a,sha256=\"%s\",scopes=[]}]".formatted(HASH));
  }

  @Test
  void namesAndHashesAreEachOnes() {
    String one = "{name=a,sha256=\"%s\",scopes=[\"scan:run\"]}".formatted(HASH);
    tokens("[" + one + "," + one.replace("name=a", "name=b") + "]");
    tokens("[" + one + "," + one.replace("0123", "3210") + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "issuer, http://id.example",
    "issuer, id.example",
    "issuer, https://id.example?x=1",
    "jwks, http://id.example/jwks",
    "jwks, ftp://id.example/jwks",
    "algorithms, none",
    "algorithms, HS256",
    "algorithms, 'RS256,HS512'",
    "algorithms, EdDSA",
    "resource, scan.example/mcp",
    "resource, https://scan.example/",
    "resource, https://scan.example/mcp#a",
    "resource, https://ann@scan.example/mcp",
    "clock-skew, 6m",
    "jwks-refresh, 2h",
    "jwks-pause, 1ms",
    "jwks-timeout, 2m"
  })
  void whatIsRefused(String key, String value) {
    assertTrue(
        problems(Map.of("switchgear.http.auth." + key, value)).contains("switchgear.http.auth."));
  }

  @Test
  void onLoopbackAnIssuerMayBeWithoutTls() {
    SettingsTest.load(
        Map.of(),
        Map.of(
            "switchgear.http.auth.issuer",
            "http://127.0.0.1:9000",
            "switchgear.http.auth.jwks",
            "http://localhost:9000/jwks"));
  }
}
