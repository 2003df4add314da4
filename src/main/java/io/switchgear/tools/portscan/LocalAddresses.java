package io.switchgear.tools.portscan;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of this machine's interfaces.
 *
 * @param own this machine's addresses
 * @param broadcast broadcast addresses of its networks, to which TCP cannot be sent
 */
record LocalAddresses(Set<InetAddress> own, Set<InetAddress> broadcast) {

  static LocalAddresses now() {
    Set<InetAddress> own = new HashSet<>();
    Set<InetAddress> broadcast = new HashSet<>();
    try {
      List<InterfaceAddress> addresses =
          NetworkInterface.networkInterfaces()
              .flatMap(network -> network.getInterfaceAddresses().stream())
              .toList();
      for (InterfaceAddress address : addresses) {
        own.add(address.getAddress());
        if (address.getBroadcast() != null) {
          broadcast.add(address.getBroadcast());
          broadcast.add(first(address));
        }
      }
    } catch (SocketException | UnknownHostException e) {
      // Without them, scans of this machine are slower, and broadcast addresses have no route.
    }
    return new LocalAddresses(Set.copyOf(own), Set.copyOf(broadcast));
  }

  boolean isOwn(InetAddress address) {
    return address.isLoopbackAddress() || own.contains(address);
  }

  boolean isBroadcast(InetAddress address) {
    return address.isMulticastAddress() || broadcast.contains(address);
  }

  /** The network's own address, to which older kernels broadcast too. */
  private static InetAddress first(InterfaceAddress address) throws UnknownHostException {
    byte[] bytes = address.getAddress().getAddress();
    for (int bit = address.getNetworkPrefixLength(); bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return InetAddress.getByAddress(bytes);
  }
}
