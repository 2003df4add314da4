package io.switchgear.tool.hosts;

import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and their text forms. No method performs a DNS lookup. */
public final class Addresses {

  /** IPv4 before IPv6, then by value. */
  public static final Comparator<InetAddress> ASCENDING =
      Comparator.comparing(InetAddress::getAddress, Addresses::compare);

  private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|.*:.*");

  private Addresses() {}

  /** The canonical text of an address; RFC 5952 for IPv6. */
  public static String canonical(InetAddress address) {
    return address instanceof Inet6Address six
        ? new IPv6Address(six.getAddress()).toCanonicalString()
        : address.getHostAddress();
  }

  /** Parses an address; empty if the text is not an address. */
  public static Optional<InetAddress> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The next address; the last address of a family wraps around to its first. */
  public static InetAddress successor(InetAddress address) {
    byte[] next = address.getAddress();
    for (int i = next.length - 1; i >= 0 && ++next[i] == 0; i--) {
      // The carry goes to the previous byte.
    }
    try {
      return InetAddress.getByAddress(next);
    } catch (UnknownHostException e) {
      throw new AssertionError("the array has the length of an address", e);
    }
  }

  private static int compare(byte[] left, byte[] right) {
    return left.length == right.length
        ? Arrays.compareUnsigned(left, right)
        : Integer.compare(left.length, right.length);
  }
}
