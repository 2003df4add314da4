package io.switchgear.cluster.join;

import com.typesafe.config.Config;
import io.switchgear.config.ClusterSettings.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * TLS 1.3 between nodes. Both sides show a certificate that the authority has signed and that has a
 * subject name in common with that of the other side. Files that change are read again; if they
 * cannot be used, the previous ones stay in use. Pekko's own provider reads RSA keys only.
 */
final class PeerTls implements SSLEngineProvider {

  /** Names the files in the configuration of the actor system. */
  static final String FILES = "switchgear.peer-tls";

  private static final Logger LOG = LoggerFactory.getLogger(PeerTls.class);

  /** Time after which a new connection reads the files again. */
  private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

  /** GeneralName of RFC 5280, 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final char[] NO_PASSWORD = {};

  private final Tls files;
  private final LongSupplier nanoTime;
  private volatile Loaded loaded;

  /**
   * @param at when the files were read
   * @param failing whether they could not be used the last time
   */
  private record Loaded(PeerFiles files, SSLContext context, long at, boolean failing) {}

  /** Called by Pekko through reflection. */
  PeerTls(ActorSystem system) {
    this(tls(system.settings().config()), System::nanoTime);
  }

  /**
   * @param nanoTime monotonic
   * @throws NodeException if the files cannot be used
   */
  PeerTls(Tls files, LongSupplier nanoTime) {
    this.files = files;
    this.nanoTime = nanoTime;
    PeerFiles read = PeerFiles.read(files);
    this.loaded = new Loaded(read, context(read), nanoTime.getAsLong(), false);
  }

  private static Tls tls(Config config) {
    Config paths = config.getConfig(FILES);
    return new Tls(
        paths.getString("certificate"), paths.getString("key"), paths.getString("authority"));
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    SSLEngine engine = engine(hostname, port);
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    SSLEngine engine = engine(hostname, port);
    engine.setUseClientMode(true);
    return engine;
  }

  private SSLEngine engine(String hostname, int port) {
    SSLEngine engine = current().context().createSSLEngine(hostname, port);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  private Loaded current() {
    Loaded now = loaded;
    return nanoTime.getAsLong() - now.at() < AGAIN_NANOS ? now : reload();
  }

  private synchronized Loaded reload() {
    Loaded before = loaded;
    long now = nanoTime.getAsLong();
    if (now - before.at() < AGAIN_NANOS) {
      return before;
    }
    try {
      PeerFiles read = PeerFiles.read(files);
      boolean same = read.equals(before.files());
      loaded = new Loaded(read, same ? before.context() : context(read), now, false);
      if (!same) {
        LOG.info(
            "new connections between nodes use the certificate {}, until {}",
            files.certificate(),
            read.chain().getFirst().getNotAfter().toInstant());
      }
    } catch (NodeException unusable) {
      loaded = new Loaded(before.files(), before.context(), now, true);
      if (!before.failing()) {
        LOG.warn("the previous certificate stays in use: {}", unusable.getMessage());
      }
    }
    return loaded;
  }

  private static SSLContext context(PeerFiles files) {
    try {
      KeyStore own = emptyStore();
      own.setKeyEntry(
          "node", files.key(), NO_PASSWORD, files.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, NO_PASSWORD);
      KeyStore trusted = emptyStore();
      for (int i = 0; i < files.authorities().size(); i++) {
        trusted.setCertificateEntry("authority-" + i, files.authorities().get(i));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException bad) {
      throw new NodeException(
          "the certificates of switchgear.cluster.tls cannot be used (%s)"
              .formatted(bad.getMessage()),
          bad);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return problem(session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return problem(session);
  }

  private Option<Throwable> problem(SSLSession session) {
    try {
      Set<String> own = names(loaded.files().chain().getFirst());
      Set<String> peer = names((X509Certificate) session.getPeerCertificates()[0]);
      Set<String> common = new HashSet<>(own);
      common.retainAll(peer);
      return common.isEmpty()
          ? Option.apply(
              new CertificateException(
                  "the certificate of the other node has the names %s, and none of this node's %s"
                      .formatted(peer, own)))
          : Option.empty();
    } catch (SSLPeerUnverifiedException | CertificateParsingException unknown) {
      return Option.apply(unknown);
    }
  }

  /** The common name and the DNS names. */
  private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          names.add(rdn.getValue().toString());
        }
      }
    } catch (InvalidNameException bad) {
      throw new CertificateParsingException(bad);
    }
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> name : alternatives) {
        if (name.getFirst().equals(DNS_NAME)) {
          names.add(name.get(1).toString());
        }
      }
    }
    return names;
  }
}
