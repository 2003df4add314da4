package io.switchgear.cluster.join;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.Address;

/** Addresses of nodes, as {@code HOST:PORT}. */
public final class Seeds {

  private static final Pattern HOST_PORT = Pattern.compile("(.+):([0-9]{1,5})");

  private Seeds() {}

  /**
   * @param own gives protocol and system
   */
  public static List<Address> addresses(Address own, List<String> seeds) {
    return seeds.stream().flatMap(seed -> address(own, seed).stream()).toList();
  }

  static Optional<Address> address(Address own, String hostPort) {
    Matcher parts = HOST_PORT.matcher(hostPort);
    return parts.matches()
        ? Optional.of(
            new Address(
                own.protocol(), own.system(), parts.group(1), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  /** Host and port of an address of a node. */
  public static String hostPort(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
