package io.switchgear.front.access;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.switchgear.config.AuthSettings;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys, fetched when they are needed: again when they are old, and for a key id
 * that is not among them, but never more often than the pause allows. While fetching fails the last
 * ones serve, for a time, and nobody waits for the next try.
 */
final class KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  /** NIST SP 800-131A. */
  private static final int MIN_RSA_BITS = 2_048;

  /** Keys, which are the same object as long as the document is the same. */
  private record Held(String document, JWKSet keys, Instant fetchedAt) {}

  private final String place;
  private final KeySource source;
  private final InstantSource clock;
  private final Duration refresh;
  private final Duration pause;
  private final Duration outage;
  private volatile Optional<Held> held = Optional.empty();
  private volatile boolean failing;
  private Optional<Instant> lastTry = Optional.empty();
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

  /**
   * @param source must not block
   */
  KeyRing(AuthSettings settings, KeySource source, InstantSource clock) {
    this.place = settings.jwks();
    this.source = source;
    this.clock = clock;
    this.refresh = settings.jwksRefresh();
    this.pause = settings.jwksPause();
    this.outage = settings.jwksOutage();
  }

  /**
   * @param before of the configuration until now; its keys are taken over if they come from the
   *     same place
   */
  static KeyRing of(AuthSettings settings, InstantSource clock, Optional<KeyRing> before) {
    KeyRing ring =
        new KeyRing(settings, KeySource.of(settings.jwks(), settings.jwksTimeout()), clock);
    before.filter(last -> last.place.equals(ring.place)).ifPresent(last -> ring.held = last.held);
    return ring;
  }

  /** The keys, if they need not be fetched anew. */
  Optional<JWKSet> fresh() {
    return held.filter(now -> age(now).compareTo(refresh) <= 0).map(Held::keys);
  }

  /**
   * The keys to check a signature with.
   *
   * @param id of the key that is looked for
   * @return empty if there are none, or they are too old to be used
   */
  CompletionStage<Optional<JWKSet>> keys(Optional<String> id) {
    Optional<JWKSet> fresh = fresh();
    if (isAmong(fresh, id)) {
      return CompletableFuture.completedFuture(fresh);
    }
    CompletionStage<Void> fetch = fetched();
    Optional<JWKSet> last = usable();
    return failing && isAmong(last, id)
        ? CompletableFuture.completedFuture(last)
        : fetch.thenApply(done -> usable());
  }

  private static boolean isAmong(Optional<JWKSet> keys, Optional<String> id) {
    return keys.isPresent() && (id.isEmpty() || keys.get().getKeyByKeyId(id.get()) != null);
  }

  private Optional<JWKSet> usable() {
    return held.filter(now -> age(now).compareTo(outage) <= 0).map(Held::keys);
  }

  /** Never fails; there at once if the last fetch was just now. */
  private synchronized CompletionStage<Void> fetched() {
    Instant now = clock.instant();
    if (underWay.isDone() && lastTry.filter(last -> isWithinPause(last, now)).isEmpty()) {
      lastTry = Optional.of(now);
      underWay = source.fetch().handle(this::taken);
    }
    return underWay;
  }

  /** A clock that was set back must not keep the keys from being fetched. */
  private boolean isWithinPause(Instant last, Instant now) {
    return !now.isBefore(last) && Duration.between(last, now).compareTo(pause) < 0;
  }

  private Void taken(String document, Throwable failure) {
    try {
      if (failure != null) {
        throw failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
      }
      Instant now = clock.instant();
      held =
          Optional.of(
              held.filter(before -> before.document().equals(document))
                  .map(same -> new Held(document, same.keys(), now))
                  .orElseGet(() -> new Held(document, parsed(document), now)));
      failing = false;
    } catch (Throwable unusable) {
      failing = true;
      LOG.warn(
          "the keys at {} cannot be had: {}; {}",
          place,
          unusable.toString(),
          usable().isPresent()
              ? "the last ones are used meanwhile"
              : "JWTs are answered 503 until they can");
    }
    return null;
  }

  private JWKSet parsed(String document) {
    try {
      List<JWK> usable =
          JWKSet.parse(document).getKeys().stream()
              .filter(KeyRing::isUsable)
              .map(JWK::toPublicJWK)
              .toList();
      LOG.info("took the keys from {}: {}", place, usable.size());
      return new JWKSet(usable);
    } catch (ParseException bad) {
      throw new IllegalArgumentException("it is no JWKS", bad);
    }
  }

  /** Symmetric keys in particular are not. */
  private static boolean isUsable(JWK key) {
    return key instanceof ECKey || key instanceof RSAKey && key.size() >= MIN_RSA_BITS;
  }

  private Duration age(Held now) {
    return Duration.between(now.fetchedAt(), clock.instant());
  }
}
