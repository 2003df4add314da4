package io.switchgear.front.tcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom a connection comes from: an address of IPv4, or a network of IPv6 with a prefix of 64 bits,
 * as one machine commonly has all addresses of that.
 *
 * @param prefix the address or the prefix
 */
record Peer(boolean ipv4, long prefix) {

  static Peer of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Peer(true, bytes.getInt())
        : new Peer(false, bytes.getLong());
  }
}
