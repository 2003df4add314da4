package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tools.report.ScanReport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportBuilderTest {

  private final InetAddress address = InetAddress.getLoopbackAddress();

  @Test
  void partsOfAHostBecomeOne() {
    HostScan odd = scan(1, 3);
    HostScan even = scan(2, 4);
    settle(odd, Finding.OPEN, Finding.SILENT);
    settle(even, Finding.REFUSED, Finding.OPEN);
    ScanReport report = build(List.of(odd, even));
    Host host = report.hosts().getFirst();
    assertEquals(1, report.hosts().size());
    assertEquals(List.of(1, 4), host.ports().stream().map(Port::port).toList());
    assertEquals(List.of("1 closed 2 conn-refused", "1 filtered 3 no-response"), groups(host));
    assertEquals("up", host.state());
    assertEquals(List.of("mine"), host.names());
    assertEquals(2, report.statistics().openPorts());
    assertEquals(1, report.statistics().hostsUp());
  }

  @Test
  void manyPortsOfAStateAreCounted() {
    HostScan scan = scan(IntStream.rangeClosed(1, 30).toArray());
    for (int i = 0; i < 20; i++) {
      scan.settle(scan.take(), i < 12 ? Finding.REFUSED : Finding.SILENT);
    }
    Host host = build(List.of(scan)).hosts().getFirst();
    assertEquals(
        List.of(
            "12 closed 1-12 conn-refused", "8 filtered 13-20 no-response", "10 untested 21-30 "),
        groups(host));
    assertEquals(List.of(), host.ports());
    assertEquals(Scan.STOPPED, host.scan());
  }

  @Test
  void aHostThatNobodyCanReachIsDown() {
    HostScan scan = scan(1, 2);
    settle(scan, Finding.SILENT, Finding.HOST_UNREACHABLE);
    Host host = build(List.of(scan)).hosts().getFirst();
    assertEquals("down host-unreach", host.state() + " " + host.reason());
    assertEquals(Scan.UNREACHABLE, host.scan());
  }

  @Test
  void aSilentHostIsNeitherUpNorDown() {
    HostScan scan = scan(1, 2);
    settle(scan, Finding.SILENT, Finding.SILENT);
    Host host = build(List.of(scan)).hosts().getFirst();
    assertEquals("unknown no-response", host.state() + " " + host.reason());
    assertEquals(Scan.COMPLETE, host.scan());
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_ROUTE", "LOCAL_POLICY", "NO_SOURCE", "NO_RESOURCES", "NOT_SENT"})
  void whatThisMachineCouldNotSendIsUntestedAndMakesTheHostIncomplete(Finding finding) {
    HostScan scan = scan(1, 2);
    settle(scan, Finding.OPEN, finding);
    ScanReport report = build(List.of(scan));
    Host host = report.hosts().getFirst();
    assertEquals(Scan.LOCAL_FAILURE, host.scan());
    assertEquals(List.of("1 untested 2 " + finding.reason()), groups(host));
    assertFalse(report.isComplete());
  }

  @Test
  void hostsThatAcceptEverywhereAreCutAndCounted() throws UnknownHostException {
    int[] all = IntStream.rangeClosed(1, 65_535).toArray();
    HostScan first = scan(all);
    HostScan second =
        new HostScan(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), true, false, all, 1);
    for (HostScan scan : List.of(first, second)) {
      while (scan.hasMore()) {
        scan.settle(scan.take(), Finding.OPEN);
      }
    }
    ScanReport report = build(List.of(first, second));
    assertEquals(131_070, report.statistics().openPorts());
    assertEquals(65_535, report.hosts().getFirst().ports().size());
    assertEquals(List.of("65535 open 1-65535 syn-ack"), groups(report.hosts().getLast()));
    assertTrue(report.notes().toString().contains("counted only"));
  }

  @Test
  void namesTheServiceThatIsUsualThere() {
    HostScan scan = scan(22, 1);
    settle(scan, Finding.OPEN, Finding.OPEN);
    scan.banner(0, "SSH-2.0-x");
    List<Port> ports = build(List.of(scan)).hosts().getFirst().ports();
    assertEquals("1 tcpmux", ports.getFirst().port() + " " + ports.getFirst().service().name());
    Port ssh = ports.getLast();
    assertEquals("ssh SSH-2.0-x", ssh.service().name() + " " + ssh.banner());
  }

  private HostScan scan(int... ports) {
    return new HostScan(address, true, false, ports, 1);
  }

  private static List<String> groups(Host host) {
    return host.others().stream()
        .map(
            group ->
                group.count()
                    + " "
                    + group.state()
                    + " "
                    + group.ports().text()
                    + " "
                    + group.reason())
        .toList();
  }

  private static void settle(HostScan scan, Finding... findings) {
    for (Finding finding : findings) {
      scan.settle(scan.take(), finding);
    }
  }

  private static ScanReport build(List<HostScan> scans) {
    return new ReportBuilder(address -> "mine", List.of()).build(scans, true, 1.5);
  }
}
