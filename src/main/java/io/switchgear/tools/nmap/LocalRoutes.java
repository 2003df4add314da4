package io.switchgear.tools.nmap;

import io.switchgear.tools.report.LocalFailure;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/**
 * Finds out whether this machine can send to an address. nmap's connect scan does not report this:
 * it reports a missing route as a host that is down or a filtered port.
 *
 * <p>Connecting a UDP socket looks up the route and sends nothing (udp(7)).
 */
final class LocalRoutes {

  private static final int ANY_PORT = 9;

  private LocalRoutes() {}

  /** Why this machine cannot send; empty if it can, or if that is unknown. */
  static Optional<LocalFailure> failure(InetAddress address) {
    StandardProtocolFamily family =
        address instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    DatagramChannel channel;
    try {
      channel = DatagramChannel.open(family);
    } catch (UnsupportedOperationException e) {
      return Optional.of(LocalFailure.NO_SOURCE);
    } catch (IOException e) {
      return Optional.empty();
    }
    try (channel) {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      channel.connect(new InetSocketAddress(address, ANY_PORT));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(LocalFailure.of(e));
    }
  }
}
