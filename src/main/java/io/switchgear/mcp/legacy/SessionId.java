package io.switchgear.mcp.legacy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of session ids: {@code SECRET.TAG}. The secret is 192 random bits, the tag is a digest
 * of the name of the node that has the session. With the tag every node knows where a session is,
 * and a client does not learn the names of nodes, which are names of hosts by default. All
 * characters are visible ASCII, as MCP 2025-11-25 demands of a session id.
 */
public final class SessionId {

  /** 192 bits cannot be guessed; they are 32 characters of base64url. */
  private static final int SECRET_BYTES = 24;

  /** 48 bits: among 1,000 nodes two have the same tag with a probability below 10^-8. */
  private static final int TAG_BYTES = 6;

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{32}\\.([A-Za-z0-9_-]{8})");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private SessionId() {}

  /** A new id of a session that the node with this tag has. */
  static String next(SecureRandom random, String tag) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return BASE64.encodeToString(secret) + "." + tag;
  }

  /**
   * The tag of a node: 8 characters.
   *
   * @param node its name
   */
  public static String tagOf(String node) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(node.getBytes(StandardCharsets.UTF_8));
      return BASE64.encodeToString(digest).substring(0, TAG_BYTES * 4 / 3);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  /** The tag in a session id that a client has sent; empty if it has not the form of one. */
  public static Optional<String> tagIn(String id) {
    Matcher form = FORM.matcher(id);
    return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
  }
}
