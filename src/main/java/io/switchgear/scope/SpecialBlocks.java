package io.switchgear.scope;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;
import java.util.Optional;

/**
 * Address blocks that a broad allow rule does not open, by the IANA special-purpose registries (RFC
 * 6890) and the IPv6 address space registry.
 */
final class SpecialBlocks {

  /**
   * @param name the name of the rule in refusals
   * @param byEntry whether an allow entry inside the block can open it; IPv6 blocks that embed IPv4
   *     addresses always stay closed, because they would bypass the rules for the IPv4 addresses
   */
  record SpecialBlock(String name, RangeSet addresses, boolean byEntry) {}

  /** Narrow blocks before wide ones, because the first match gives the reason. */
  static final List<SpecialBlock> ALL =
      List.of(
          special("broadcast", "255.255.255.255", "255.255.255.255"),
          special("this-network", "0.0.0.0", "0.255.255.255"),
          special("carrier-grade-nat", "100.64.0.0", "100.127.255.255"),
          special("link-local", "169.254.0.0", "169.254.255.255"),
          special("documentation", "192.0.2.0", "192.0.2.255"),
          special("ietf-protocol", "192.0.0.0", "192.0.0.255"),
          special("6to4-relay", "192.88.99.0", "192.88.99.255"),
          special("benchmark", "198.18.0.0", "198.19.255.255"),
          special("documentation", "198.51.100.0", "198.51.100.255"),
          special("documentation", "203.0.113.0", "203.0.113.255"),
          special("multicast", "224.0.0.0", "239.255.255.255"),
          special("reserved", "240.0.0.0", "255.255.255.255"),
          special("unspecified", "::", "::"),
          embedding("ipv4-compatible", "::2", "::ffff:ffff"),
          embedding("ipv4-mapped", "::ffff:0:0", "::ffff:ffff:ffff"),
          embedding("ipv4-translated", "::ffff:0:0:0", "::ffff:0:ffff:ffff"),
          embedding("nat64", "64:ff9b::", "64:ff9b::ffff:ffff"),
          embedding("nat64", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
          special("discard", "100::", "100::ffff:ffff:ffff:ffff"),
          embedding("teredo", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("benchmark", "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff"),
          special("ietf-protocol", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("documentation", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
          embedding("6to4", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("documentation", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("cloud-metadata", "fd00:ec2::254", "fd00:ec2::254"),
          special("cloud-metadata", "fd20:ce::254", "fd20:ce::254"),
          special("link-local", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("site-local", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("multicast", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("reserved", "::1:0:0", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("reserved", "4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
          special("reserved", "fe00::", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));

  private static final RangeSet UNION =
      RangeSet.union(ALL.stream().map(SpecialBlock::addresses).toList());

  private SpecialBlocks() {}

  /**
   * The addresses that an allow entry opens: the entry without special blocks that do not contain
   * it.
   */
  static RangeSet openedBy(RangeSet entry) {
    return entry.minus(
        RangeSet.union(
            ALL.stream()
                .filter(block -> !block.byEntry() || !block.addresses().contains(entry))
                .map(SpecialBlock::addresses)
                .toList()));
  }

  /** The first special block that overlaps the addresses, if all of them are special. */
  static Optional<SpecialBlock> holdingAll(RangeSet addresses) {
    return UNION.contains(addresses)
        ? ALL.stream().filter(block -> block.addresses().overlaps(addresses)).findFirst()
        : Optional.empty();
  }

  /** The block of embedded IPv4 addresses that contains all these addresses. */
  static Optional<SpecialBlock> embedding(RangeSet addresses) {
    return ALL.stream()
        .filter(block -> !block.byEntry() && block.addresses().contains(addresses))
        .findFirst();
  }

  static RangeSet range(String from, String to) {
    return RangeSet.of(address(from).spanWithRange(address(to)));
  }

  private static SpecialBlock special(String name, String from, String to) {
    return new SpecialBlock(name, range(from, to), true);
  }

  private static SpecialBlock embedding(String name, String from, String to) {
    return new SpecialBlock(name, range(from, to), false);
  }

  private static IPAddress address(String text) {
    return new IPAddressString(text).getAddress();
  }
}
