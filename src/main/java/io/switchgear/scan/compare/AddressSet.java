package io.switchgear.scan.compare;

import io.switchgear.scope.RangeSet;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Addresses and blocks, for many look-ups. Names are left out. */
final class AddressSet {

  /** By the number of bits of an address: first address of a range to its last. */
  private final Map<Integer, TreeMap<BigInteger, BigInteger>> ranges = new HashMap<>();

  static AddressSet of(Collection<String> texts) {
    RangeSet all = RangeSet.EMPTY;
    for (String text : texts) {
      try {
        all = all.plus(RangeSet.parse(List.of(text)));
      } catch (IllegalArgumentException name) {
        // Its addresses are not known here.
      }
    }
    AddressSet set = new AddressSet();
    all.ranges()
        .forEach(
            range ->
                set.ranges
                    .computeIfAbsent(range.getLower().getBitCount(), absent -> new TreeMap<>())
                    .put(range.getLower().getValue(), range.getUpper().getValue()));
    return set;
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    BigInteger value = new BigInteger(1, bytes);
    Map.Entry<BigInteger, BigInteger> range =
        ranges.getOrDefault(bytes.length * 8, new TreeMap<>()).floorEntry(value);
    return range != null && range.getValue().compareTo(value) >= 0;
  }
}
