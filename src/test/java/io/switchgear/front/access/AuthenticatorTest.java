package io.switchgear.front.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.AuthSettings;
import io.switchgear.config.TokenSettings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Static tokens, and headers of all kinds. */
@Tag("network")
class AuthenticatorTest {

  private static final BearerToken TOKEN = BearerToken.fresh();

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final Authenticator access =
      Authenticator.of(
          new AuthSettings(
              List.of(
                  new TokenSettings(
                      "ci",
                      TOKEN.sha256(),
                      Set.of(Permission.SCAN_RUN),
                      Optional.of(Instant.parse("2026-11-27T00:00:00Z")))),
              "",
              "",
              List.of("RS256"),
              "",
              Duration.ofMinutes(5),
              Duration.ofMinutes(5),
              Duration.ofSeconds(10),
              Duration.ofHours(1),
              Duration.ofSeconds(5)),
          "https://scan.example/mcp",
          () -> now);

  private AuthResult ask(String header) {
    return access.authenticate(Optional.of(header)).toCompletableFuture().join();
  }

  @Test
  void aKnownTokenIsItsName() {
    AuthResult.Admitted admitted =
        assertInstanceOf(AuthResult.Admitted.class, ask("Bearer " + TOKEN.reveal()));
    assertEquals("ci", admitted.caller().name());
    assertTrue(admitted.caller().may(Permission.TOOLS_READ));
    assertFalse(admitted.caller().may(Permission.SCAN_INTRUSIVE));
    assertEquals(Optional.of(Instant.parse("2026-11-27T00:00:00Z")), admitted.until());
    assertInstanceOf(AuthResult.Admitted.class, ask("bearer   " + TOKEN.reveal()));
  }

  @Test
  void itEndsWhenItExpires() {
    now = Instant.parse("2026-11-27T00:00:00Z");
    AuthResult.Invalid expired =
        assertInstanceOf(AuthResult.Invalid.class, ask("Bearer " + TOKEN.reveal()));
    assertTrue(expired.why().contains("expired"));
  }

  @Test
  void theHashIsNotTheToken() {
    assertInstanceOf(AuthResult.Invalid.class, ask("Bearer " + TOKEN.sha256()));
    assertInstanceOf(AuthResult.Invalid.class, ask("Bearer " + BearerToken.fresh().reveal()));
    assertInstanceOf(AuthResult.Invalid.class, ask("Bearer " + TOKEN.reveal().substring(4)));
  }

  @Test
  void aJwtIsNotKnownWhereThereIsNoIssuer() {
    assertInstanceOf(AuthResult.Invalid.class, ask("Bearer eyJhbGciOiJub25lIn0.e30."));
  }

  @Test
  void withoutABearerTokenThereIsNone() {
    assertInstanceOf(
        AuthResult.Missing.class,
        access.authenticate(Optional.empty()).toCompletableFuture().join());
    assertInstanceOf(AuthResult.Missing.class, ask("Basic Y2k6Y2k="));
    assertInstanceOf(AuthResult.Missing.class, ask(""));
    assertInstanceOf(AuthResult.Missing.class, ask(TOKEN.reveal()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer \u00e4"})
  void whatIsNoTokenIsMalformed(String header) {
    assertInstanceOf(AuthResult.Malformed.class, ask(header));
  }

  @Test
  void whatIsTooLongIsMalformed() {
    assertInstanceOf(AuthResult.Malformed.class, ask("Bearer " + "a".repeat(8192)));
  }

  @Test
  void tokensAreNewAndDoNotShowThemselves() {
    assertTrue(TOKEN.reveal().matches("sgt_[A-Za-z0-9_-]{43}"));
    assertNotEquals(TOKEN.reveal(), BearerToken.fresh().reveal());
    assertFalse(TOKEN.toString().contains(TOKEN.reveal()));
  }

  @Test
  void permissionsIncludeOthers() {
    assertEquals(
        EnumSet.of(Permission.SCAN_INTRUSIVE, Permission.SCAN_RUN, Permission.TOOLS_READ),
        new Caller("a", Set.of(Permission.SCAN_INTRUSIVE)).permissions());
    assertEquals(
        EnumSet.of(Permission.OPS_WRITE, Permission.OPS_READ),
        new Caller("a", Set.of(Permission.OPS_WRITE)).permissions());
    assertEquals(
        Set.of(Permission.TOOLS_READ),
        new Caller("a", Set.of(Permission.TOOLS_READ)).permissions());
  }
}
