package io.switchgear.scan.compare;

import io.switchgear.scan.job.JobHost;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Merges two ascending streams of hosts into pairs with the same address. */
final class HostMerge implements Iterator<HostMerge.Pair> {

  /** One of the two is present at least. */
  record Pair(InetAddress address, Optional<Host> before, Optional<Host> after) {}

  private final Cursor before;
  private final Cursor after;

  private HostMerge(Cursor before, Cursor after) {
    this.before = before;
    this.after = after;
  }

  static HostMerge of(Iterator<JobHost> before, Iterator<JobHost> after) {
    return new HostMerge(new Cursor(before), new Cursor(after));
  }

  @Override
  public boolean hasNext() {
    return before.host != null || after.host != null;
  }

  @Override
  public Pair next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int order =
        before.host == null
            ? 1
            : after.host == null ? -1 : Addresses.ASCENDING.compare(before.address, after.address);
    InetAddress address = order <= 0 ? before.address : after.address;
    return new Pair(
        address,
        order <= 0 ? Optional.of(before.take()) : Optional.empty(),
        order >= 0 ? Optional.of(after.take()) : Optional.empty());
  }

  private static final class Cursor {
    private final Iterator<JobHost> hosts;
    private Host host;
    private InetAddress address;

    Cursor(Iterator<JobHost> hosts) {
      this.hosts = hosts;
      advance();
    }

    Host take() {
      Host taken = host;
      advance();
      return taken;
    }

    private void advance() {
      if (!hosts.hasNext()) {
        host = null;
        return;
      }
      Host next = hosts.next().host();
      InetAddress its =
          Addresses.literal(next.address())
              .orElseThrow(() -> new IllegalStateException(next.address() + " is no address"));
      if (host != null && Addresses.ASCENDING.compare(address, its) >= 0) {
        throw new IllegalStateException(
            next.address() + " comes after " + host.address() + "; hosts must ascend");
      }
      host = next;
      address = its;
    }
  }
}
