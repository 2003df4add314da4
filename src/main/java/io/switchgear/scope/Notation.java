package io.switchgear.scope;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Target notation: one address, CIDR block, IPv4 range or DNS name, each with only one accepted
 * spelling.
 *
 * <p>Forms that programs interpret differently (octal, short and integer forms, zones, mixed IPv6)
 * are rejected, so that the scanner cannot read a target differently from the rules.
 */
final class Notation {

  static final String ALLOWED =
      "an address (10.0.0.1, fd00::1), a CIDR block (10.0.0.0/24), an IPv4 range (10.0.0.1-20 or"
          + " 10.0.0.1-10.0.0.20) or a DNS name";

  /** RFC 1035, section 2.3.4, without the root's dot. */
  private static final int MAX_CHARS = 253;

  private static final int MAX_LABEL_CHARS = 63;

  private static final Pattern DOTTED_QUAD =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");
  private static final Pattern NUMBERS_AND_DOTS = Pattern.compile("[0-9.]*");
  private static final Pattern NUMBERS_DOTS_AND_DASHES = Pattern.compile("[0-9.-]*");
  private static final Pattern RANGE = Pattern.compile("([0-9.]+)-([0-9.]+)");
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9-]+");

  private static final IPAddressStringParameters STRICT = strict();

  private Notation() {}

  /** The result of reading a target. */
  sealed interface Written {

    record Block(RangeSet addresses) implements Written {}

    record Name(String name) implements Written {}

    /**
     * @param reason a clause about the error that follows the quoted text and a colon
     */
    record Unreadable(String reason) implements Written {}
  }

  static Written read(String text) {
    String fault = spellingFault(text);
    if (fault != null) {
      return new Written.Unreadable(fault);
    }
    if (text.indexOf(':') >= 0) {
      return ipv6(text);
    }
    if (text.indexOf('/') >= 0) {
      int slash = text.indexOf('/');
      return cidr(text.substring(0, slash), text.substring(slash + 1));
    }
    if (NUMBERS_AND_DOTS.matcher(text).matches()) {
      return ipv4(text);
    }
    if (NUMBERS_DOTS_AND_DASHES.matcher(text).matches()) {
      return ipv4Range(text);
    }
    String nameFault = nameFault(text);
    return nameFault == null ? new Written.Name(text) : new Written.Unreadable(nameFault);
  }

  /** The error in a DNS name; null if it is valid: letters, digits and hyphens (RFC 1123). */
  static String nameFault(String name) {
    if (name.length() > MAX_CHARS) {
      return "is longer than " + MAX_CHARS + " characters";
    }
    if (name.startsWith(".") || name.endsWith(".")) {
      return "begins or ends with a dot; leave it out";
    }
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty()) {
        return "has an empty label between two dots";
      }
      if (label.length() > MAX_LABEL_CHARS) {
        return "has a label longer than " + MAX_LABEL_CHARS + " characters";
      }
      if (!LABEL.matcher(label).matches()) {
        return "has a label with other characters than letters, digits and hyphens";
      }
      if (label.startsWith("-") || label.endsWith("-")) {
        return "has a label that begins or ends with a hyphen";
      }
    }
    // Resolvers read a name whose last label is a number as an IPv4 address.
    return NUMERIC_LABEL.matcher(labels[labels.length - 1]).matches()
        ? "ends in a number but is not an IPv4 address of four decimal numbers; octal, hexadecimal,"
            + " short and integer forms are not accepted"
        : null;
  }

  private static String spellingFault(String text) {
    if (text.isEmpty()) {
      return "is empty";
    }
    if (text.length() > MAX_CHARS) {
      return "is longer than " + MAX_CHARS + " characters";
    }
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit == ' ' || unit == '\t' || unit == '\n' || unit == '\r') {
        return "contains white space; give each target as its own list item, without spaces";
      }
      if (unit < ' ' || unit == 0x7f) {
        return "contains a control character";
      }
      if (unit > 0x7f) {
        return "contains the non-ASCII character "
            + Quoted.shown(unit)
            + "; write names in their ASCII (xn--) form";
      }
    }
    if (text.startsWith("-")) {
      return "begins with a dash, as an option would";
    }
    if (text.contains("://")) {
      return "is a URL; give its host alone";
    }
    if (text.indexOf('@') >= 0) {
      return "contains user information (@); give the host alone";
    }
    if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0) {
      return "contains brackets; write an IPv6 address without them, and no port";
    }
    if (text.indexOf('%') >= 0) {
      return "contains a percent sign; zone ids and escapes are not accepted";
    }
    if (text.indexOf(',') >= 0) {
      return "contains a comma; give each target as its own list item";
    }
    if (text.indexOf('*') >= 0 || text.indexOf('?') >= 0) {
      return "contains a wildcard; write a CIDR block or a range";
    }
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      boolean fits = Character.isLetterOrDigit(unit) || ".:/-".indexOf(unit) >= 0;
      if (!fits) {
        return "contains the character '" + unit + "', which no target has";
      }
    }
    return null;
  }

  private static Written ipv4(String text) {
    IPAddress address = ipv4Address(text);
    return address == null
        ? new Written.Unreadable(
            text.startsWith(".") || text.endsWith(".")
                ? "begins or ends with a dot; leave it out"
                : "is not an IPv4 address: four decimal numbers from 0 to 255, without leading"
                    + " zeros; octal, short and integer forms are not accepted")
        : block(address, address);
  }

  private static Written ipv4Range(String text) {
    Matcher range = RANGE.matcher(text);
    IPAddress lower = null;
    IPAddress upper = null;
    if (range.matches()) {
      String from = range.group(1);
      String to = range.group(2);
      String stem = from.substring(0, from.lastIndexOf('.') + 1);
      lower = ipv4Address(from);
      upper = ipv4Address(DECIMAL.matcher(to).matches() ? stem + to : to);
    }
    if (lower == null || upper == null) {
      return new Written.Unreadable(
          "is not an IPv4 range: after the dash comes the last number (0 to 255, without leading"
              + " zeros) or a whole address");
    }
    return lower.compareTo(upper) > 0
        ? new Written.Unreadable("is a range that ends before it begins")
        : block(lower, upper);
  }

  private static Written ipv6(String text) {
    if (text.indexOf('.') >= 0) {
      return new Written.Unreadable(
          "mixes IPv6 and IPv4 notation, or names a port; write an IPv4 address plainly, an IPv6"
              + " address in hexadecimal groups, and no port");
    }
    if (text.indexOf(':') == text.lastIndexOf(':')) {
      return new Written.Unreadable("names a port or a scheme; give the host alone");
    }
    if (text.indexOf('-') >= 0) {
      return new Written.Unreadable("is an IPv6 range; write a CIDR block");
    }
    int slash = text.indexOf('/');
    if (slash >= 0) {
      return cidr(text.substring(0, slash), text.substring(slash + 1));
    }
    IPAddress address = ipv6Address(text);
    return address == null
        ? new Written.Unreadable("is not an IPv6 address")
        : block(address, address);
  }

  private static Written cidr(String base, String length) {
    IPAddress address = base.indexOf(':') >= 0 ? ipv6Address(base) : ipv4Address(base);
    if (address == null) {
      return new Written.Unreadable(
          "has a slash, but no plain IPv4 or IPv6 address before it; paths and name/prefix are not"
              + " accepted");
    }
    OptionalInt prefix = prefixLength(length, address.getBitCount());
    if (prefix.isEmpty()) {
      return new Written.Unreadable(
          "has a prefix length that is not a plain number from 0 to "
              + address.getBitCount()
              + "; masks are not accepted");
    }
    IPAddress block = address.toPrefixBlock(prefix.getAsInt());
    if (!block.getLower().equals(address)) {
      return new Written.Unreadable(
          "has host bits set; write "
              + RangeSet.text(block)
              + " for the block or "
              + address.toCanonicalString()
              + " for the one address");
    }
    return new Written.Block(RangeSet.of(block.toSequentialRange()));
  }

  private static OptionalInt prefixLength(String text, int bits) {
    if (!DECIMAL.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    int length = Integer.parseInt(text);
    return length <= bits ? OptionalInt.of(length) : OptionalInt.empty();
  }

  private static Written block(IPAddress lower, IPAddress upper) {
    return new Written.Block(RangeSet.of(lower.spanWithRange(upper)));
  }

  private static IPAddress ipv4Address(String text) {
    return DOTTED_QUAD.matcher(text).matches() ? address(text) : null;
  }

  private static IPAddress ipv6Address(String text) {
    IPAddress address = address(text);
    return address != null && address.isIPv6() ? address : null;
  }

  private static IPAddress address(String text) {
    IPAddress address = new IPAddressString(text, STRICT).getAddress();
    return address == null || address.isMultiple() ? null : address;
  }

  private static IPAddressStringParameters strict() {
    return new IPAddressStringParameters.Builder()
        .allowEmpty(false)
        .allowAll(false)
        .allowSingleSegment(false)
        .allowPrefix(false)
        .allowMask(false)
        .allowPrefixOnly(false)
        .allowWildcardedSeparator(false)
        .allow_inet_aton(false)
        .setRangeOptions(RangeParameters.NO_RANGE)
        .getIPv4AddressParametersBuilder()
        .allowBinary(false)
        .allowLeadingZeros(false)
        .allowUnlimitedLeadingZeros(false)
        .getParentBuilder()
        .getIPv6AddressParametersBuilder()
        .allowBase85(false)
        .allowBinary(false)
        .allowMixed(false)
        .allowZone(false)
        .allowEmptyZone(false)
        .allowUnlimitedLeadingZeros(false)
        .getParentBuilder()
        .toParams();
  }
}
