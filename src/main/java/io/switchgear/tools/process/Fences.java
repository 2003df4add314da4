package io.switchgear.tools.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens and closes fences. Each fence has its own control group and nftables table, so calls and
 * servers do not interfere with each other.
 *
 * <p>Fences fail closed. If a fence cannot be created, the process does not start. If nft ends, the
 * kernel drops its rules, and every fenced process is killed.
 */
final class Fences implements AutoCloseable {

  /** Numbers the fences of this JVM; their names begin with its process id. */
  private static final AtomicLong OPENED = new AtomicLong();

  private final ProgramPath path;
  private final String owner = FenceGroup.owner(Long.toString(ProcessHandle.current().pid()));
  private final Set<Opened> open = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private Optional<PacketFilter> filter = Optional.empty();
  private boolean closed;

  Fences(ProgramPath path) {
    this.path = path;
  }

  /**
   * Tests for support; repeats the test each time, because an operator may install what is missing.
   */
  FenceSupport support() {
    try {
      open(new Fence(List.of("127.0.0.1"), List.of())).close();
      return FenceSupport.Supported.SUPPORTED;
    } catch (IOException e) {
      return new FenceSupport.Unsupported(String.valueOf(e.getMessage()));
    }
  }

  /**
   * @throws IOException if the fence cannot be created; the message says why
   */
  Opened open(Fence fence) throws IOException {
    String name = owner + "-" + OPENED.incrementAndGet();
    Path parent =
        FenceGroup.parent()
            .orElseThrow(
                () -> new IOException("no cgroup v2 hierarchy is mounted in" + " /sys/fs/cgroup"));
    PacketFilter packets = filter(parent);
    FenceGroup group = group(parent, name);
    Opened made = new Opened(group, "switchgear_" + name.replace('-', '_'), packets);
    open.add(made);
    try {
      packets.apply(rules(made.table, group, fence));
      if (!packets.alive()) {
        throw new IOException("nft has ended");
      }
      return made;
    } catch (IOException e) {
      open.remove(made);
      group.remove();
      throw e;
    }
  }

  @Override
  public void close() {
    Optional<PacketFilter> last;
    synchronized (this) {
      closed = true;
      last = filter;
      filter = Optional.empty();
    }
    open.forEach(Opened::close);
    last.ifPresent(PacketFilter::close);
  }

  private synchronized PacketFilter filter(Path parent) throws IOException {
    if (closed) {
      throw new IOException("the server is shutting down");
    }
    if (filter.isEmpty() || !filter.get().alive()) {
      Path nft =
          path.lookUp("nft").orElseThrow(() -> new IOException("the program nft is not installed"));
      FenceGroup.removeStale(parent);
      filter =
          Optional.of(
              new PacketFilter(
                  nft, path.lookUp("setsid"), () -> open.forEach(Opened::onRulesLost)));
    }
    return filter.get();
  }

  private static FenceGroup group(Path parent, String name) throws IOException {
    try {
      return FenceGroup.create(parent, name);
    } catch (IOException e) {
      throw new IOException(
          "the server may not create a control group in "
              + parent
              + " ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
  }

  /**
   * The nft rules of a fence. They run before network address translation, so they match the
   * addresses that the process used. Refused packets are rejected, not dropped, so that the process
   * gets an error at once.
   */
  private static String rules(String table, FenceGroup group, Fence fence) throws IOException {
    return String.format(
        Locale.ROOT,
        "add table inet %s { flags owner; %s%s%s%s chain fence { ip daddr @v4 accept;"
            + " ip6 daddr @v6 accept; ip daddr @dns4 udp dport 53 accept;"
            + " ip daddr @dns4 tcp dport 53 accept; ip6 daddr @dns6 udp dport 53 accept;"
            + " ip6 daddr @dns6 tcp dport 53 accept; reject with icmpx admin-prohibited; };"
            + " chain output { type filter hook output priority raw; policy accept;"
            + " socket cgroupv2 level %d \"%s\" jump fence; }; }",
        table,
        set("v4", false, fence.blocks()),
        set("v6", true, fence.blocks()),
        set("dns4", false, fence.resolvers()),
        set("dns6", true, fence.resolvers()),
        group.level(),
        group.nftPath());
  }

  private static String set(String name, boolean ipv6, List<String> blocks) {
    String elements =
        String.join(", ", blocks.stream().filter(block -> block.contains(":") == ipv6).toList());
    return "set %s { type %s; flags interval; %s}; "
        .formatted(
            name,
            ipv6 ? "ipv6_addr" : "ipv4_addr",
            elements.isEmpty() ? "" : "elements = { " + elements + " }; ");
  }

  /** The open fence of one process tree. */
  final class Opened implements AutoCloseable {

    private final FenceGroup group;
    private final String table;
    private final PacketFilter packets;

    private Opened(FenceGroup group, String table, PacketFilter packets) {
      this.group = group;
      this.table = table;
      this.packets = packets;
    }

    /**
     * Moves a process into the fence; its children start there.
     *
     * @throws IOException if the process cannot be moved; it must not continue then
     */
    void admit(long pid) throws IOException {
      group.add(pid);
      if (!packets.alive()) {
        group.kill();
        throw new IOException("nft has ended, so the kernel has dropped its rules");
      }
    }

    /** Kills remaining processes, and removes the group, then the rules. */
    @Override
    public void close() {
      // In this order, because a process in a group without rules would be unfenced.
      if (group.remove() && open.remove(this)) {
        try {
          packets.apply("delete table inet " + table);
        } catch (IOException goneWithNft) {
          return;
        }
      }
    }

    private void onRulesLost() {
      group.kill();
    }
  }
}
