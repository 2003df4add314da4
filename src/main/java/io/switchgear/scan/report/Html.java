package io.switchgear.scan.report;

import io.switchgear.tool.UntrustedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/** Texts of a page. Everything that is not written in this package's source goes through it. */
final class Html {

  private Html() {}

  /**
   * A text on one line, for element content and for attribute values in double quotes.
   *
   * @param maxChars before escaping
   */
  static String text(String untrusted, int maxChars) {
    return escaped(UntrustedText.line(untrusted, maxChars));
  }

  /** A text with its line feeds. */
  static String lines(String untrusted, int maxChars) {
    return escaped(UntrustedText.clean(untrusted, maxChars));
  }

  /** With thousands separators. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        case '`' -> safe.append("&#96;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /** A file of this package that becomes part of the page. */
  static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(in, name + " is not on the class path").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** The source expression that allows an inline script or style (Content Security Policy). */
  static String source(String inline) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(inline.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
