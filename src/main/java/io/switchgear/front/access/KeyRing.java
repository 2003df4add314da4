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
 * The issuer's public keys (JWKS), fetched on demand: when the cached keys are old, or when a key
 * id is missing, but not more often than {@code pause} allows. While fetching fails, the cached
 * keys are used for up to {@code outage}, and callers do not wait for the next attempt.
 */
final class KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  /** Minimum RSA key length, from NIST SP 800-131A. */
  private static final int MIN_RSA_BITS = 2_048;

  /** Cached keys. The key set stays the same object while the document is unchanged. */
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
   * @param before the key ring of the previous configuration; its keys are kept if the URL is the
   *     same
   */
  static KeyRing of(AuthSettings settings, InstantSource clock, Optional<KeyRing> before) {
    KeyRing ring =
        new KeyRing(settings, KeySource.of(settings.jwks(), settings.jwksTimeout()), clock);
    before.filter(last -> last.place.equals(ring.place)).ifPresent(last -> ring.held = last.held);
    return ring;
  }

  /** The cached keys, if they are not due for a refresh. */
  Optional<JWKSet> fresh() {
    return held.filter(now -> age(now).compareTo(refresh) <= 0).map(Held::keys);
  }

  /**
   * The keys for checking a signature.
   *
   * @param id the key id of the token
   * @return empty if there are no keys, or if they are too old to be used
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

  /** Never fails. Completes at once if the last fetch was less than {@code pause} ago. */
  private synchronized CompletionStage<Void> fetched() {
    Instant now = clock.instant();
    if (underWay.isDone() && lastTry.filter(last -> isWithinPause(last, now)).isEmpty()) {
      lastTry = Optional.of(now);
      underWay = source.fetch().handle(this::onFetched);
    }
    return underWay;
  }

  /** If the clock was set back, the pause is ignored. */
  private boolean isWithinPause(Instant last, Instant now) {
    return !now.isBefore(last) && Duration.between(last, now).compareTo(pause) < 0;
  }

  private Void onFetched(String document, Throwable failure) {
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
          "the keys at {} cannot be fetched: {}; {}",
          place,
          unusable.toString(),
          usable().isPresent()
              ? "the cached keys stay in use"
              : "requests with a JWT get 503 until a fetch succeeds");
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
      LOG.info("fetched the keys from {}: {} usable", place, usable.size());
      return new JWKSet(usable);
    } catch (ParseException bad) {
      throw new IllegalArgumentException("not a JWKS", bad);
    }
  }

  /** Symmetric keys are never usable. */
  private static boolean isUsable(JWK key) {
    return key instanceof ECKey || key instanceof RSAKey && key.size() >= MIN_RSA_BITS;
  }

  private Duration age(Held now) {
    return Duration.between(now.fetchedAt(), clock.instant());
  }
}
