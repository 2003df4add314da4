package io.switchgear.scope;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Checked targets: addresses only, names resolved. Immutable. */
public interface TargetSet {

  /** Number of addresses, duplicates across targets counted once. */
  long hosts();

  /** Addresses and CIDR blocks in canonical form, fit for a scanner's argument vector. */
  List<String> specs();

  /** Whether IPv6 is among them; a set never mixes families silently: see {@link #hasIpv4}. */
  boolean hasIpv6();

  boolean hasIpv4();

  /** Every address, in order, lazily. */
  Stream<InetAddress> addresses();

  /** The name that a caller used for an address, or an empty string. */
  String nameOf(InetAddress address);
}
