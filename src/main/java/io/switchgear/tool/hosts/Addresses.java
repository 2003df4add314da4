package io.switchgear.tool.hosts;

import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and their text. Nothing is ever looked up. */
public final class Addresses {

  /** IPv4 first, then by value. */
  public static final Comparator<InetAddress> ASCENDING =
      Comparator.comparing(InetAddress::getAddress, Addresses::compare);

  private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|.*:.*");

  private Addresses() {}

  /** RFC 5952 for IPv6. */
  public static String canonical(InetAddress address) {
    return address instanceof Inet6Address six
        ? new IPv6Address(six.getAddress()).toCanonicalString()
        : address.getHostAddress();
  }

  /** An address by its text; empty if it is no address. */
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

  /** The next one; after the last of a family comes its first. */
  public static InetAddress successor(InetAddress address) {
    byte[] next = address.getAddress();
    for (int i = next.length - 1; i >= 0 && ++next[i] == 0; i--) {
      // Carries on to the byte before.
    }
    try {
      return InetAddress.getByAddress(next);
    } catch (UnknownHostException e) {
      throw new AssertionError("as long as an address", e);
    }
  }

  private static int compare(byte[] left, byte[] right) {
    return left.length == right.length
        ? Arrays.compareUnsigned(left, right)
        : Integer.compare(left.length, right.length);
  }
}
