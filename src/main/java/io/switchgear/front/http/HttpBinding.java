package io.switchgear.front.http;

import io.switchgear.config.AccessSettings;
import io.switchgear.config.HttpSettings;
import io.switchgear.front.access.Authenticator;
import io.switchgear.watch.audit.AuditTrail;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.TLS;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the server is reached: its address, TLS, and the entry rules. */
final class HttpBinding {

  private static final Logger LOG = LoggerFactory.getLogger(HttpBinding.class);

  private final BindAddress bind;
  private final AccessSettings access;
  private final Optional<TlsFiles> tls;
  private final Optional<URI> resource;

  private HttpBinding(HttpSettings settings, AccessSettings access) {
    this.bind = BindAddress.of(settings, access);
    this.access = access;
    this.resource = resource(access);
    this.tls = access.tls().on() ? Optional.of(new TlsFiles(access.tls())) : Optional.empty();
    Authenticator.check(access.auth());
    new OriginCheck(settings, bind, resource);
  }

  private static Optional<URI> resource(AccessSettings access) {
    return Optional.of(access.auth().resource()).filter(text -> !text.isEmpty()).map(URI::create);
  }

  /**
   * @throws IllegalArgumentException if the settings contradict each other or are not permitted
   */
  static HttpBinding of(HttpSettings settings, AccessSettings access) {
    HttpBinding binding = new HttpBinding(settings, access);
    if (!binding.bind.loopback() && binding.tls.isEmpty()) {
      LOG.warn(
          "{} can be reached from other machines without TLS, so tokens and results can be read in"
              + " transit; set switchgear.http.tls, unless a proxy in front of this server uses"
              + " TLS",
          settings.host());
    }
    return binding;
  }

  boolean isSecure() {
    return tls.isPresent();
  }

  /** The TLS layer; a pass-through without TLS. */
  BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> tls() {
    return tls.isPresent()
        ? TLS.create(tls.get()::engine, session -> {}, TLSClosing.eagerClose())
        : plain();
  }

  /**
   * As Pekko's {@code TLSPlacebo}, whose session is that of an engine: to make one, the JVM reads
   * all certificates that it trusts. The HTTP layer asks for a session only by settings that are
   * off.
   */
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
    return BidiFlow.fromFlows(
        Flow.of(SslTlsOutbound.class).map(sent -> ((TLSProtocol.SendBytes) sent).bytes()),
        Flow.of(ByteString.class).map(bytes -> new TLSProtocol.SessionBytes(null, bytes)));
  }

  /**
   * The entry rules of a configuration. Called at start-up and at each reload.
   *
   * @param bound the address that the server listens on
   * @param trail records refused requests
   * @param before the previous rules; their issuer keys are kept
   * @throws IllegalArgumentException as {@link #of}, in particular if other machines can reach the
   *     server and callers are not authenticated
   */
  EntryRules rules(
      HttpSettings settings,
      AccessSettings next,
      InetSocketAddress bound,
      AuditTrail trail,
      Optional<EntryRules> before) {
    BindAddress address = BindAddress.of(settings, next);
    Optional<URI> named = resource(next);
    return new EntryRules(
        next.auth(),
        new OriginCheck(settings, address, named),
        next.auth().on()
            ? Optional.of(
                new Authentication(
                    next.auth(),
                    named.orElseGet(() -> local(bound)),
                    trail,
                    before.flatMap(EntryRules::authentication)))
            : Optional.empty());
  }

  /**
   * The URL for clients. Without TLS on loopback it is the local URL, because the configured one
   * belongs to a proxy. With TLS it is the configured one, because the certificate names it.
   */
  URI url(InetSocketAddress bound) {
    return resource
        .filter(uri -> tls.isPresent() || !bind.loopback())
        .orElseGet(() -> local(bound));
  }

  private URI local(InetSocketAddress bound) {
    return BindAddress.mcp(bound, tls.isPresent());
  }

  /** Checks the TLS files periodically. */
  Cancellable reloading(ActorSystem<?> system) {
    return tls.map(
            files ->
                system
                    .scheduler()
                    .scheduleWithFixedDelay(
                        access.tls().reload(),
                        access.tls().reload(),
                        () -> Thread.ofVirtual().start(files::reload),
                        system.executionContext()))
        .orElseGet(Cancellable::alreadyCancelled);
  }
}
