package io.switchgear.front.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.switchgear.config.AuthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Keys from a source and a clock that the test controls. */
class KeyRingTest {

  private static final RSAKey KEY = Issuer.rsa("k1");
  private static final Duration REFRESH = Duration.ofMinutes(5);

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final Queue<CompletableFuture<String>> fetches = new ArrayDeque<>();
  private final KeyRing ring =
      new KeyRing(
          new AuthSettings(
              List.of(),
              "https://issuer.example",
              "https://issuer.example/keys",
              List.of("RS256"),
              "https://scan.example/mcp",
              Duration.ofSeconds(30),
              REFRESH,
              Duration.ofSeconds(10),
              Duration.ofHours(1),
              Duration.ofSeconds(20)),
          () -> {
            CompletableFuture<String> fetch = new CompletableFuture<>();
            fetches.add(fetch);
            return fetch;
          },
          () -> now);

  private CompletableFuture<Optional<JWKSet>> ask() {
    return ring.keys(Optional.of("k1")).toCompletableFuture();
  }

  @Test
  void anIssuerThatHangsAfterItFailedKeepsNobodyWaiting() {
    CompletableFuture<Optional<JWKSet>> first = ask();
    assertFalse(first.isDone());
    fetches.remove().complete(new JWKSet(KEY.toPublicJWK()).toString());
    assertTrue(first.join().isPresent());

    now = now.plus(REFRESH).plusSeconds(1);
    CompletableFuture<Optional<JWKSet>> old = ask();
    assertFalse(old.isDone(), "a key may have been withdrawn");
    fetches.remove().completeExceptionally(new IllegalStateException("thrown by the test"));
    assertTrue(old.join().isPresent());

    now = now.plusSeconds(11);
    assertTrue(ask().getNow(Optional.empty()).isPresent(), "the next try is under way");
    fetches.remove().complete(new JWKSet(KEY.toPublicJWK()).toString());
    now = now.plus(REFRESH).plusSeconds(1);
    assertFalse(ask().isDone(), "it is well again");
  }
}
