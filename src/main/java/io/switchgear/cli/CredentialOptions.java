package io.switchgear.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** Options that authenticate this client to a server, and the server to this client. */
final class CredentialOptions {

  static final String VARIABLE = "SWITCHGEAR_TOKEN";

  /** Printable ASCII, which an HTTP header can carry. Error messages never quote a token. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private static final long MAX_BYTES = 16 << 10;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "Bearer token. Other users of this machine can see it in the list of"
              + " processes; prefer --token-file or the environment variable "
              + VARIABLE
              + ".")
  String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File that contains only the bearer token.")
  Path tokenFile;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "CA certificates in PEM that the server's certificate must chain to, instead of"
              + " the JDK's.")
  Path cacert;

  /**
   * @throws CommandFailure if the token or the certificates cannot be read
   */
  ServerAddress of(URI mcp) {
    return new ServerAddress(
        mcp, token(System.getenv()), Optional.ofNullable(cacert).map(CredentialOptions::trusting));
  }

  Optional<String> token(Map<String, String> environment) {
    if (token != null && tokenFile != null) {
      throw new CommandFailure(ExitCode.USAGE, "give one of --token and --token-file, not both");
    }
    String found = token != null ? token : environment.getOrDefault(VARIABLE, "");
    if (tokenFile != null) {
      found = read(tokenFile);
    }
    String stripped = found.strip();
    if (stripped.isEmpty() && token == null && tokenFile == null) {
      return Optional.empty();
    }
    if (!TOKEN.matcher(stripped).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the token is invalid: it must be one or more printable ASCII characters without spaces");
    }
    return Optional.of(stripped);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--token-file "
                + file
                + " is larger than "
                + MAX_BYTES
                + " bytes; give a file that contains only a token");
      }
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE, "--token-file " + file + " cannot be read (" + name(unreadable) + ")");
    }
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new CommandFailure(ExitCode.USAGE, "--cacert " + file + " contains no certificate");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate certificate : found) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--cacert " + file + " cannot be read as PEM certificates (" + name(unusable) + ")");
    }
  }

  private static String name(Exception problem) {
    return problem.getClass().getSimpleName();
  }
}
