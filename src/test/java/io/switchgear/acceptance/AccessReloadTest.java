package io.switchgear.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.acceptance.Visitor.Seen;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Reloaded;
import io.switchgear.config.SettingChange;
import io.switchgear.config.Settings;
import io.switchgear.front.access.Issuer;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens, their permissions, and the allowed hosts and origins change while the server runs. */
@Tag("network")
@Tag("process")
class AccessReloadTest extends AccessFixture {

  /** The result of a request. */
  @FunctionalInterface
  interface Look {
    Object at() throws Exception;
  }

  record Row(String change, Look look, Object before, Object after) {
    @Override
    public String toString() {
      return change;
    }
  }

  private static Row row(String change, Look look, Object before, Object after) {
    return new Row(change, look, before, after);
  }

  private static int listed(Visitor visitor) throws Exception {
    try (visitor) {
      return visitor.mcp("tools/list", "", "").status();
    }
  }

  private static int withHeader(String name, String value) throws Exception {
    try (Visitor ci = with(CI)) {
      return ci.send(ci.request("/api/v1/health").header(name, value)).status();
    }
  }

  private static String scanned(String more) throws Exception {
    try (Visitor ci = with(CI)) {
      Seen seen = ci.call("nmap", "{'targets':['127.0.0.1'],'ports':'1'" + more + "}");
      String error = seen.json().at("/result/structuredContent/error_type").asText();
      return error.isEmpty() ? seen.json().at("/result/resultType").asText() : error;
    }
  }

  private static String twice() throws Exception {
    scanned("");
    return scanned("");
  }

  private static int requests() throws Exception {
    try (Visitor ci = with(CI)) {
      int status = 200;
      for (int i = 0; i < 3; i++) {
        status = Math.max(status, ci.mcp("tools/list", "", "").status());
      }
      return status;
    }
  }

  private static int listeners() throws Exception {
    try (Visitor ci = with(CI)) {
      List<InputStream> open =
          List.of(opened(ci, () -> listen(ci)), opened(ci, () -> ci.request("/api/v1/events")));
      int third = ci.open(listen(ci)).statusCode();
      for (InputStream each : open) {
        each.close();
      }
      return third;
    }
  }

  /** Streams of the look before may still end, and count until they have. */
  private static InputStream opened(Visitor ci, Supplier<HttpRequest.Builder> request) {
    return Await.value(
            "an open stream",
            () -> ci.open(request.get()),
            response -> {
              boolean is = response.statusCode() == 200;
              if (!is) {
                close(response.body());
              }
              return is;
            })
        .body();
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Row> rows() {
    String other = Issuer.rsa("k3").toPublicJWK().toJSONString();
    return Stream.of(
        row(tokens(), () -> listed(with(CI)), 200, 401),
        row(tokens(token("ci", CI, "\"ops:read\"")), () -> listed(with(CI)), 200, 403),
        row(tokens(token("ci", NEXT, ALL)), () -> listed(with(CI)), 200, 401),
        row(tokens(token("ci", NEXT, ALL)), () -> listed(with(NEXT)), 401, 200),
        row(tokens(token("new", NEXT, "\"tools:read\"")), () -> listed(with(NEXT)), 401, 200),
        row(
            tokens(token("ci", CI, ALL).replace("}", ",expires=\"2020-01-01\"}")),
            () -> listed(with(CI)),
            200,
            401),
        row(AUTH + "issuer = \"\"\n" + AUTH + "jwks = \"\"", () -> listed(ann()), 200, 401),
        row(AUTH + "issuer = \"https://id.example\"", () -> listed(ann()), 200, 401),
        row(AUTH + "algorithms = [ES256]", () -> listed(ann()), 200, 401),
        row(AUTH + "jwks = \"" + keys(other) + "\"", () -> listed(ann()), 200, 401),
        row(AUTH + "resource = \"https://scan.example/mcp\"", () -> listed(ann()), 200, 401),
        row(
            "switchgear.http.allowed-origins = [\"https://ops.example\"]",
            () -> withHeader("Origin", "https://ops.example"),
            403,
            200),
        row("switchgear.scope.deny = [127.0.0.1]", () -> scanned(""), "complete", "out_of_scope"),
        row(
            "switchgear.scope.intrusive = off",
            () -> scanned(",'extra_args':['--min-rate','50']"),
            "input_required",
            "out_of_scope"),
        row("switchgear.limits.calls-per-minute = 1", () -> twice(), "complete", "rate_limited"),
        row("switchgear.limits { requests-per-second = 1, burst = 1 }", () -> requests(), 200, 429),
        row("switchgear.limits.streams = 2", () -> listeners(), 200, 429));
  }

  private static String keys(String key) {
    try {
      return Files.writeString(folder.resolve("other.json"), "{\"keys\":[" + key + "]}").toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aChangeIsInEffectAtOnce(Row row) throws Exception {
    assertEquals(row.before(), row.look().at());
    Reloaded reloaded = reload(row.change());
    assertEquals(List.of(), reloaded.problems());
    assertEquals(List.of(), reloaded.needsRestart());
    assertEquals(row.after(), row.look().at());
    reload();
    assertEquals(row.before(), row.look().at());
  }

  @ParameterizedTest
  @CsvSource({
    "http.auth.clock-skew, 7s",
    "http.auth.jwks-refresh, 71s",
    "http.auth.jwks-pause, 8s",
    "http.auth.jwks-outage, 3h",
    "http.auth.jwks-timeout, 9s",
    "limits.local, on",
    "limits.concurrent-calls, 14",
    "limits.max-kept, 160",
    "scope.allow, '[203.0.113.0/24]'",
    "scope.allow-names, [.corp]",
  })
  void aTimeOrABoundIsTakenAtOnceAndNobodyIsSentAway(String key, String value) throws Exception {
    assertEquals(200, listed(ann()));
    issuer.down(true);
    try {
      Reloaded reloaded = reload("switchgear." + key + " = " + value);
      assertEquals(
          List.of("switchgear." + key),
          reloaded.changed().stream().map(SettingChange::key).toList());
      assertEquals(200, listed(ann()), "the issuer's keys are kept");
    } finally {
      issuer.down(false);
    }
  }

  /** Authentication can be turned off on loopback only. On {@code 0.0.0.0} it stays on. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "0.0.0.0, false"})
  void nobodyIsAskedAnyMoreOnLoopbackOnly(String host, boolean allowed, @TempDir Path data)
      throws Exception {
    Path config = data.resolve("own.conf");
    String base =
        "switchgear { data-dir = \"%s\", reload.watch = off, http { host = \"%s\", port = 0 } }\n%s = \"http://127.0.0.1/mcp\"\n"
            .formatted(data, host, AUTH + "resource");
    Files.writeString(config, base + tokens(token("ci", CI, ALL)));
    try (Switchgear own = Switchgear.serve(Settings.load(Optional.of(config), Map.of()))) {
      URI url = URI.create("http://127.0.0.1:" + own.url().orElseThrow().getPort() + "/mcp");
      if (!allowed) {
        url = own.url().orElseThrow();
      }
      Files.writeString(config, base);
      Reloaded reloaded = own.reload("test");
      assertEquals(allowed, reloaded.problems().isEmpty(), reloaded.problems()::toString);
      if (allowed) {
        try (Visitor nobody = new Visitor(url, Optional.empty())) {
          assertEquals(200, nobody.mcp("tools/list", "", "").status());
        }
        Files.writeString(config, base + tokens(token("ci", CI, ALL)));
        assertEquals(List.of(), own.reload("test").problems());
        try (Visitor nobody = new Visitor(url, Optional.empty())) {
          assertEquals(401, nobody.mcp("tools/list", "", "").status());
        }
      } else {
        assertTrue(
            reloaded.problems().toString().contains("authentication is off"),
            reloaded.problems()::toString);
      }
    }
  }
}
