package io.switchgear.front.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.AuthSettings;
import io.switchgear.config.Settings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntitlementTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  /** {@code -} without authentication; otherwise tokens, and settings such as {@code issuer=…}. */
  private static AuthSettings auth(String given) {
    Map<String, String> settings = new HashMap<>();
    List<String> tokens = new ArrayList<>();
    for (String part : given.split(" ")) {
      String[] token = part.split("/");
      String[] pair = part.split("=", 2);
      if (pair.length == 2) {
        settings.put("switchgear.http.auth." + pair[0], pair[1]);
      } else if (token.length > 2) {
        tokens.add(
            "{name=%s,sha256=\"%s\",scopes=[\"%s\"]%s}"
                .formatted(
                    token[0],
                    token[1].equals("A") ? A : B,
                    token[2],
                    token.length > 3 ? ",expires=\"" + token[3] + "\"" : ""));
      }
    }
    if (!tokens.isEmpty()) {
      settings.put("switchgear.http.auth.tokens", "[" + String.join(",", tokens) + "]");
    }
    return Settings.load(Optional.empty(), settings).access().auth();
  }

  private static final String ISSUER = "issuer=https://id.example jwks=https://id.example/keys";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // principal | before | after | lasts
        "ci    | ci/A/scan:run                  | ci/A/scan:run                  | true",
        "ci    | ci/A/scan:run                  | ci/A/scan:run x/B/ops:read     | true",
        "ci    | ci/A/scan:run                  | ci/A/scan:intrusive            | true",
        "ci    | ci/A/scan:intrusive            | ci/A/scan:run                  | false",
        "ci    | ci/A/ops:write                 | ci/A/scan:run                  | false",
        "ci    | ci/A/scan:run                  | ci/B/scan:run                  | false",
        "ci    | ci/A/scan:run                  | x/A/scan:run                   | false",
        "ci    | ci/A/scan:run                  | -                              | false",
        "ci    | ci/A/scan:run                  | ci/A/scan:run/2027-01-01       | false",
        "ci    | ci/A/scan:run/2027-01-01       | ci/A/scan:run/2026-12-01       | false",
        "ci    | ci/A/scan:run/2027-01-01       | ci/A/scan:run                  | true",
        "local | -                              | ci/A/scan:run                  | false",
        "local | -                              | -                              | true",
        "oauth:ann | ISSUER                     | ISSUER ci/A/scan:run           | true",
        "oauth:ann | ISSUER                     | ISSUER jwks-refresh=1s         | true",
        "oauth:ann | ISSUER                     | ci/A/scan:run                  | false",
        "oauth:ann | ISSUER                     | ISSUER jwks=https://x.example/ | false",
        "oauth:ann | ISSUER                     | ISSUER issuer=https://x.example | false",
        "oauth:ann | ISSUER                     | ISSUER resource=https://x.example/mcp | false",
        "oauth:ann | ISSUER algorithms=RS256  | ISSUER algorithms=ES256      | false",
        "oauth:ann | ISSUER algorithms=RS256  | ISSUER algorithms=ES256,RS256 | true",
      })
  void aPrincipalLastsIfItMayDoNoLessForAsLong(
      String principal, String before, String after, boolean lasts) {
    assertEquals(
        lasts,
        Entitlement.lasts(
            auth(before.replace("ISSUER", ISSUER)),
            auth(after.replace("ISSUER", ISSUER)),
            principal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // principal | permissions before | configuration | permissions now
        "ci        | scan:intrusive | ci/A/scan:intrusive           | scan:intrusive",
        "ci        | scan:intrusive | ci/A/scan:run                 | scan:run",
        "ci        | scan:run       | ci/A/scan:intrusive           | scan:run",
        "ci        | scan:run       | ci/B/ops:read                 | ''",
        "ci        | scan:run       | ci/A/scan:run/2026-05-31      | none",
        "ci        | scan:run       | x/A/scan:run                  | none",
        "ci        | scan:run       | -                             | none",
        "local     | scan:run       | -                             | scan:run",
        "local     | scan:run       | ci/A/scan:run                 | none",
        "oauth:ann | scan:run       | ISSUER                        | scan:run",
        "oauth:ann | scan:run       | ci/A/scan:run                 | none",
      })
  void aPrincipalHasWhatItHadAndHasStill(
      String principal, String had, String configuration, String has) {
    Optional<Caller> expected =
        has.equals("none")
            ? Optional.empty()
            : Optional.of(new Caller(principal, permissions(has)));
    assertEquals(
        expected,
        Entitlement.current(
            auth(configuration.replace("ISSUER", ISSUER)),
            new Caller(principal, permissions(had)),
            NOW));
  }

  private static Set<Permission> permissions(String scope) {
    return Permission.of(scope).map(Set::of).orElse(Set.of());
  }
}
