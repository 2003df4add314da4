package io.switchgear.tools.portscan;

import io.switchgear.tools.libc.Errno;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Probes more ports of a silent host at once than this JVM may open files; runs in a separate JVM.
 */
final class FewDescriptors {

  private FewDescriptors() {}

  public static void main(String[] args) throws Exception {
    ScanLimits limits = new ScanLimits(1_000, 0, 0, 0, 300_000_000L, 0, 0);
    // One scan over loopback first, so that all classes are loaded while files can be opened.
    Finding.notSent(Errno.EMFILE);
    scan(InetAddress.getLoopbackAddress(), 10, limits);
    scan(InetAddress.getByName(args[0]), 3, limits);
    System.out.println(scan(InetAddress.getByName(args[0]), 300, limits));
  }

  private static String scan(InetAddress address, int ports, ScanLimits limits) throws Exception {
    HostScan host =
        new HostScan(
            address,
            address.isLoopbackAddress(),
            false,
            IntStream.rangeClosed(1, ports).toArray(),
            limits.connectNanos());
    ConnectLoop loop = new ConnectLoop(List.of(host), limits, Connections::open);
    loop.run(System.nanoTime() + Duration.ofMinutes(1).toNanos());
    return "silent " + host.count(Finding.SILENT) + ", shortage: " + loop.shortage();
  }
}
