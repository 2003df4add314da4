package io.switchgear.tools.nmap;

import io.switchgear.tools.report.TargetText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes nmap's representation of non-ASCII bytes: {@code \xD0\x9F} in script output, one
 * character per byte in other text. Valid UTF-8 is decoded; other bytes are left as nmap wrote
 * them.
 *
 * <p>nmap does not escape backslashes. Two backslashes in a row come from the target, so the text
 * after them is not an escape.
 */
final class EscapedBytes {

  /**
   * An escaped non-ASCII byte, in upper case as nmap writes it. The script {@code banner} wraps
   * lines inside escapes, so an escape may contain a line feed.
   */
  private static final Pattern UNIT =
      Pattern.compile("\\n?(?:\\\\\\n?x\\n?([89A-F])\\n?([0-9A-F])|([\\u0080-\\u00FF]))");

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{2}");

  private EscapedBytes() {}

  static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    Matcher unit = UNIT.matcher(text);
    for (int at = 0; at < text.length(); ) {
      int end = endOfRun(unit, at);
      if (end > at) {
        out.append(run(text.substring(at, end)));
        at = end;
      } else if (text.startsWith("\\\\", at)) {
        out.append("\\\\");
        at += 2;
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }

  /** The end of the run of escapes that begins here. */
  private static int endOfRun(Matcher unit, int from) {
    int end = from;
    while (unit.region(end, unit.regionEnd()).lookingAt()) {
      end = unit.end();
    }
    return end;
  }

  private static String run(String run) {
    List<String> units = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher unit = UNIT.matcher(run);
    while (unit.find()) {
      units.add(unit.group());
      bytes.write(
          unit.group(3) == null
              ? Integer.parseInt(unit.group(1) + unit.group(2), 16)
              : unit.group(3).charAt(0));
    }
    return joined(units, bytes.toByteArray());
  }

  private static String joined(List<String> units, byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bytes.length; ) {
      int length = TargetText.sequence(bytes, at);
      if (length == 0) {
        out.append(units.get(at++));
        continue;
      }
      String folded = String.join("", units.subList(at, at + length));
      if (folded.startsWith("\n")) {
        out.append('\n');
      }
      out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
      if (folded.lastIndexOf('\n') > 0) {
        out.append('\n');
      }
      at += length;
    }
    return out.toString();
  }

  /** Decodes the escapes of a service fingerprint; bytes that are not UTF-8 stay escaped. */
  static String ofFingerprint(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '\\' || at + 1 == text.length()) {
        bytes.write(c);
        continue;
      }
      char escape = text.charAt(++at);
      switch (escape) {
        case 'x' -> {
          Matcher digits = HEX.matcher(text).region(at + 1, text.length());
          if (digits.lookingAt()) {
            bytes.write(Integer.parseInt(digits.group(), 16));
            at = digits.end() - 1;
          } else {
            bytes.write('x');
          }
        }
        case 'r' -> {}
        case 'n' -> bytes.write('\n');
        case 't' -> bytes.write('\t');
        case '0' -> bytes.write(0);
        default -> bytes.write(escape);
      }
    }
    return lenient(bytes.toByteArray());
  }

  private static String lenient(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bytes.length; at++) {
      int length = TargetText.sequence(bytes, at);
      if (length > 0) {
        out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length - 1;
      } else if (bytes[at] >= 0) {
        out.append((char) bytes[at]);
      } else {
        out.append(String.format("\\x%02X", bytes[at] & 0xFF));
      }
    }
    return out.toString();
  }
}
