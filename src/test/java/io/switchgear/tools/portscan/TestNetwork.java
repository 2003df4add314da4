package io.switchgear.tools.portscan;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts that behave badly, in a network namespace of the test's own, at the other end of a virtual
 * cable. Needs root, iproute2 and nftables. Closing it takes everything away again.
 *
 * <ul>
 *   <li>{@link #mixed}: drops ports 1000 to 1999, refuses the others
 *   <li>{@link #unreachable}: says by ICMP that the host cannot be reached
 *   <li>{@link #silent}: drop everything
 * </ul>
 */
final class TestNetwork implements AutoCloseable {

  private static final int FIRST_SILENT = 10;
  private static final int SILENT_HOSTS = 16;

  private final long pid = ProcessHandle.current().pid();
  private final String name = "sgt" + Long.toString(pid, 36);
  private final String prefix = "10." + (128 + pid / 251 % 100) + "." + pid % 251 + ".";

  TestNetwork() throws IOException {
    String here = name + "a";
    String there = name + "b";
    run("ip", "netns", "add", name);
    try {
      run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
      run("ip", "addr", "add", prefix + "1/24", "dev", here);
      run("ip", "link", "set", here, "up");
      run("ip", "-n", name, "addr", "add", prefix + "2/24", "dev", there);
      run("ip", "-n", name, "addr", "add", prefix + "3/24", "dev", there);
      for (InetAddress silent : silent(SILENT_HOSTS)) {
        run("ip", "-n", name, "addr", "add", silent.getHostAddress() + "/24", "dev", there);
      }
      run("ip", "-n", name, "link", "set", there, "up");
      run("ip", "netns", "exec", name, "nft", rules());
    } catch (IOException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  InetAddress mixed() {
    return address(2);
  }

  InetAddress unreachable() {
    return address(3);
  }

  /** The first hosts of 16. */
  List<InetAddress> silent(int count) {
    List<InetAddress> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hosts.add(address(FIRST_SILENT + i));
    }
    return hosts;
  }

  @Override
  public void close() throws IOException {
    // Deleting the namespace deletes its end of the cable, and with it the other end.
    run("ip", "netns", "del", name);
  }

  private String rules() {
    return """
    table inet test {
      chain incoming {
        type filter hook input priority 0; policy accept;
        ip daddr %1$s2 tcp dport 1000-1999 drop
        ip daddr %1$s3 meta l4proto tcp reject with icmp host-unreachable
        ip daddr %1$s%2$d-%1$s%3$d drop
      }
    }
    """
        .formatted(prefix, FIRST_SILENT, FIRST_SILENT + SILENT_HOSTS - 1);
  }

  private InetAddress address(int last) {
    try {
      return InetAddress.getByName(prefix + last);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    if (process.onExit().join().exitValue() != 0) {
      throw new AssertionError(
          "This test makes a network namespace and needs root, iproute2 and nftables; run it as"
              + " root. Failed: "
              + String.join(" ", command)
              + ": "
              + output);
    }
  }
}
