package io.switchgear.cluster;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * TLS of a node that has no other nodes. It has no certificate, trusts none, and refuses every
 * session, so no handshake succeeds in either direction. application.conf names this class.
 */
final class NoPeers implements SSLEngineProvider {

  private static final String REFUSAL = "this node has no other nodes and accepts no connection";

  /** Called by Pekko through reflection. */
  NoPeers(ActorSystem unused) {}

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    SSLEngine engine = engine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    SSLEngine engine = engine();
    engine.setUseClientMode(true);
    return engine;
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.apply(new CertificateException(REFUSAL));
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.apply(new CertificateException(REFUSAL));
  }

  private static SSLEngine engine() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      // No key manager: no certificate. No trust manager: no peer is trusted.
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context.createSSLEngine();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK supports TLS", missing);
    }
  }
}
