package io.switchgear.tools.portscan;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scans every port of loopback with one open; runs in a separate JVM and network namespace, because
 * a program that waits for a connection would take the scanner for its peer.
 */
final class AllPorts {

  private AllPorts() {}

  public static void main(String[] args) throws Exception {
    InetAddress address = InetAddress.getByName(args[0]);
    try (ServerSocket open = new ServerSocket(0, 100, address)) {
      for (ConnectionsTest.Kind kind : ConnectionsTest.Kind.values()) {
        HostScan host =
            ConnectionsTest.host(address, true, IntStream.rangeClosed(1, 65_535).toArray());
        boolean complete =
            ConnectionsTest.loop(kind, host).run(System.nanoTime() + ConnectionsTest.LONG);
        List<Integer> found =
            IntStream.range(0, host.ports())
                .filter(index -> host.finding(index) == Finding.OPEN)
                .map(host::port)
                .boxed()
                .toList();
        System.out.println(
            kind
                + (complete ? " complete" : " incomplete")
                + (found.equals(List.of(open.getLocalPort())) ? ", the open port" : ", " + found)
                + ", others "
                + (host.count(Finding.REFUSED) + host.count(Finding.SELF_CONNECT)));
      }
    }
  }
}
