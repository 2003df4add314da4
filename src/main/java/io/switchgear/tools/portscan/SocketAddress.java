package io.switchgear.tools.portscan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.switchgear.tools.libc.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.nio.ByteOrder;

/**
 * A {@code sockaddr_in} (ip(7)) or {@code sockaddr_in6} (ipv6(7)), which is filled again for each
 * call. Both begin with the family and the port in network order.
 */
final class SocketAddress {

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long PORT_AT = 2;
  private static final long SCOPE_AT = 24;

  private final MemorySegment memory;
  private final long addressAt;
  private final int addressBytes;
  private HostScan host;

  /** The address of no interface, with port 0. */
  SocketAddress(Arena arena, int family) {
    boolean six = family == SocketCalls.AF_INET6;
    this.memory = arena.allocate(six ? 28 : 16, 8);
    this.addressAt = six ? 8 : 4;
    this.addressBytes = six ? 16 : 4;
    memory.set(JAVA_SHORT, 0, (short) family);
  }

  MemorySegment memory() {
    return memory;
  }

  /** Fills in a host of this family, and one of its ports. */
  MemorySegment of(HostScan scanned, int port) {
    if (host != scanned) {
      host = scanned;
      byte[] bytes = scanned.address().getAddress();
      MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, addressAt, bytes.length);
      if (scanned.address() instanceof Inet6Address six) {
        memory.set(JAVA_INT_UNALIGNED, SCOPE_AT, six.getScopeId());
      }
    }
    memory.set(PORT, PORT_AT, (short) port);
    return memory;
  }

  /** Whether both have the same address and port. */
  boolean isSame(SocketAddress other) {
    return other.memory.get(PORT, PORT_AT) == memory.get(PORT, PORT_AT)
        && MemorySegment.mismatch(
                memory,
                addressAt,
                addressAt + addressBytes,
                other.memory,
                addressAt,
                addressAt + addressBytes)
            < 0;
  }
}
