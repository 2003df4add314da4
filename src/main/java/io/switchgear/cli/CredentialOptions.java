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

/** How a command shows a server who it is, and knows the server. */
final class CredentialOptions {

  static final String VARIABLE = "SWITCHGEAR_TOKEN";

  /** What a header can carry; of a token with other characters not even a part is shown. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private static final long MAX_BYTES = 16 << 10;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "Token for a server that asks for one. Others on this machine can read it in the list of"
              + " processes: better --token-file, or the variable "
              + VARIABLE
              + ".")
  String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token, and nothing else.")
  Path tokenFile;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Certificates in PEM of those who vouch for the server, in place of the JDK's.")
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
          ExitCode.USAGE, "that is no token: it is empty, or has characters that none has");
    }
    return Optional.of(stripped);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CommandFailure(
            ExitCode.USAGE, "--token-file " + file + " is longer than any token");
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
        throw new CommandFailure(ExitCode.USAGE, "--cacert " + file + " holds no certificate");
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
          "--cacert " + file + " cannot be read as certificates in PEM (" + name(unusable) + ")");
    }
  }

  private static String name(Exception problem) {
    return problem.getClass().getSimpleName();
  }
}
