package io.switchgear.front.tcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The remote host of a connection: an IPv4 address, or an IPv6 network with a 64-bit prefix,
 * because one host usually controls all addresses of such a network.
 *
 * @param prefix the IPv4 address, or the upper 64 bits of the IPv6 address
 */
record Peer(boolean ipv4, long prefix) {

  static Peer of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Peer(true, bytes.getInt())
        : new Peer(false, bytes.getLong());
  }
}
