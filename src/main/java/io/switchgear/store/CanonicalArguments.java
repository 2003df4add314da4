package io.switchgear.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Computes the SHA-256 of canonical arguments; {@link ArgumentsDigest} describes the form. An
 * instance keeps its buffers, so that digests computed one after another create no objects. Not
 * thread-safe.
 */
public final class CanonicalArguments {

  private static final int CAPACITY = 256;

  /** A larger buffer is not kept. */
  private static final int MAX_KEPT = 16 << 10;

  private static final int HASH_BYTES = 32;
  private static final MessageDigest SHA_256 = sha256();

  private final MessageDigest sha = fresh();
  private final byte[] hash = new byte[HASH_BYTES];
  private Utf8Builder out = new Utf8Builder(CAPACITY);

  /**
   * The digest of a tool's arguments.
   *
   * @return 32 bytes, which change with the next call
   */
  public byte[] digest(String tool, ObjectNode arguments) {
    out.ascii('[');
    return rest(tool, arguments);
  }

  /** As {@link #digest(String, ObjectNode)}, for the calls of one principal. */
  byte[] digest(String principal, String tool, ObjectNode arguments) {
    out.ascii('[');
    string(principal);
    out.ascii(',');
    return rest(tool, arguments);
  }

  private byte[] rest(String tool, ObjectNode arguments) {
    try {
      string(tool);
      out.ascii(',');
      value(arguments);
      out.ascii(']');
      sha.update(out.array(), 0, out.length());
      sha.digest(hash, 0, HASH_BYTES);
      return hash;
    } catch (DigestException wrongLength) {
      throw new AssertionError("SHA-256 has 32 bytes", wrongLength);
    } finally {
      out = out.array().length > MAX_KEPT ? new Utf8Builder(CAPACITY) : out.cutTo(0);
    }
  }

  /** Cloning takes a tenth of the time of a provider lookup. */
  private static MessageDigest fresh() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException ofThisProvider) {
      return sha256();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private void value(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> object((ObjectNode) node);
      case ARRAY -> array(node);
      case STRING, BINARY -> string(node.asText());
      case NUMBER -> number(node);
      case BOOLEAN, NULL -> out.ascii(node.asText());
      case MISSING, POJO ->
          throw new IllegalArgumentException(
              "arguments hold a " + node.getNodeType() + " node: only JSON values have a digest");
    }
  }

  private void object(ObjectNode node) {
    out.ascii('{');
    if (node.size() == 1) {
      Map.Entry<String, JsonNode> only = node.properties().iterator().next();
      member(only.getKey(), only.getValue());
    } else if (!node.isEmpty()) {
      List<String> keys = new ArrayList<>(node.size());
      node.fieldNames().forEachRemaining(keys::add);
      keys.sort(null);
      for (int at = 0; at < keys.size(); at++) {
        if (at > 0) {
          out.ascii(',');
        }
        member(keys.get(at), node.get(keys.get(at)));
      }
    }
    out.ascii('}');
  }

  private void member(String key, JsonNode value) {
    string(key);
    out.ascii(':');
    value(value);
  }

  private void array(JsonNode node) {
    out.ascii('[');
    for (int at = 0; at < node.size(); at++) {
      if (at > 0) {
        out.ascii(',');
      }
      value(node.get(at));
    }
    out.ascii(']');
  }

  private void number(JsonNode node) {
    if (node.isFloatingPointNumber() && !node.isBigDecimal() && !Double.isFinite(node.asDouble())) {
      // A parser reads 1e999 as infinity. It is unquoted, so it equals no string.
      out.ascii(Double.toString(node.asDouble()));
      return;
    }
    BigDecimal exact = node.decimalValue().stripTrailingZeros();
    // Not as plain digits: 1e999999999 would exhaust memory.
    out.ascii(exact.unscaledValue().toString());
    if (exact.signum() != 0 && exact.scale() != 0) {
      out.ascii('e').number(-(long) exact.scale());
    }
  }

  private void string(String text) {
    out.ascii('"');
    if (isPlain(text)) {
      out.ascii(text);
    } else {
      escaped(text);
    }
    out.ascii('"');
  }

  /** Whether a text is what most are: ASCII without an escape. */
  private static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit < ' ' || unit > '~' || unit == '"' || unit == '\\') {
        return false;
      }
    }
    return true;
  }

  private void escaped(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      switch (unit) {
        case '"' -> out.ascii("\\\"");
        case '\\' -> out.ascii("\\\\");
        case '\b' -> out.ascii("\\b");
        case '\t' -> out.ascii("\\t");
        case '\n' -> out.ascii("\\n");
        case '\f' -> out.ascii("\\f");
        case '\r' -> out.ascii("\\r");
        default -> {
          int character = text.codePointAt(at);
          if (unit < ' ' || Character.isSurrogate(unit) && character == unit) {
            out.ascii("\\u").ascii(HexFormat.of().toHexDigits(unit));
          } else {
            out.codePoint(character);
            at += Character.charCount(character) - 1;
          }
        }
      }
    }
  }
}
