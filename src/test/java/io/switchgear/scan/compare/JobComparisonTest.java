package io.switchgear.scan.compare;

import static io.switchgear.scan.SampleHosts.group;
import static io.switchgear.scan.SampleHosts.open;
import static io.switchgear.scan.SampleHosts.saying;
import static io.switchgear.scan.SampleHosts.silent;
import static io.switchgear.scan.SampleHosts.traits;
import static io.switchgear.scan.SampleHosts.unscanned;
import static io.switchgear.scan.SampleHosts.up;
import static io.switchgear.scan.SampleHosts.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.Ranges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobComparisonTest {

  private static final String ONE = "10.0.0.1";
  private static final Port SSH = open(22, "ssh", "OpenSSH", "9.2");
  private static final Port NEWER = open(22, "ssh", "OpenSSH", "9.6");
  private static final Port UNKNOWN = open(22, "ssh", "", "");
  private static final Port WEB = open(80, "http", "nginx", "1.22");

  private static Host host(Port... ports) {
    return up(ONE, "", List.of(ports), group("closed", 1, 100, List.of(ports)));
  }

  private static Host named(String name) {
    return up(ONE, name, List.of(), group("closed", 1, 100, List.of()));
  }

  private static Host with50Ranges(Port... ports) {
    Ranges many = Ranges.unknown(200).and(new Ranges(1, List.of("1"), 60));
    return up(ONE, "", List.of(ports), new PortGroup("closed", many, "reset"));
  }

  private static JobComparison compare(List<Host> before, List<Host> after, String ports) {
    SampleJobs later = SampleJobs.of(JobState.COMPLETED, after);
    return compare(
        SampleJobs.of(JobState.COMPLETED, before),
        ports.isEmpty() ? later : later.withArgument("ports", ports),
        JobComparison.USUAL_CHANGES);
  }

  private static JobComparison compare(SampleJobs before, SampleJobs after, int changes) {
    return JobComparison.of(
        before.job(), before.hosts().iterator(), after.job(), after.hosts().iterator(), changes);
  }

  /** The lines after the figures. */
  private static List<String> lines(JobComparison comparison) {
    return ComparisonText.of(comparison, 100_000)
        .lines()
        .filter(line -> line.matches("[-+~?] .*|and .*"))
        .toList();
  }

  static Stream<Arguments> cases() {
    String same = "";
    String other = "1-50";
    return Stream.of(
        row("nothing changed", host(SSH), host(SSH), same),
        row("silent both times", silent(ONE), silent(ONE), same),
        row(
            "a host came",
            silent(ONE),
            host(SSH),
            same,
            "+ 10.0.0.1 is up",
            "+ 10.0.0.1 22/tcp open ssh OpenSSH 9.2"),
        row(
            "a host went",
            host(SSH),
            silent(ONE),
            same,
            "- 10.0.0.1 was up",
            "- 10.0.0.1 22/tcp open ssh OpenSSH 9.2"),
        row(
            "a port came",
            host(SSH),
            host(SSH, WEB),
            same,
            "+ 10.0.0.1 80/tcp open http nginx 1.22 (was closed)"),
        row(
            "a port went",
            host(SSH, WEB),
            host(SSH),
            same,
            "- 10.0.0.1 80/tcp open http nginx 1.22 (is closed)"),
        row(
            "a version",
            host(SSH),
            host(NEWER),
            same,
            "~ 10.0.0.1 22/tcp open ssh: version 9.2 → 9.6"),
        row(
            "a product that is not found any more",
            host(SSH),
            host(UNKNOWN),
            same,
            "~ 10.0.0.1 22/tcp open ssh: product OpenSSH → none, version 9.2 → none"),
        row(
            "a banner",
            host(saying(UNKNOWN, "a")),
            host(saying(UNKNOWN, "b")),
            same,
            "~ 10.0.0.1 22/tcp open ssh: banner changed"),
        row(
            "closed ports are filtered now",
            host(),
            up(ONE, "", List.of(), group("filtered", 1, 100, List.of())),
            same,
            "~ 10.0.0.1 100 ports (1-100) closed → filtered"),
        row("a name", named("a"), named("b"), same, "~ 10.0.0.1 names a → b"),
        row(
            "traits",
            with(host(), traits("02:00:00:00:00:01", "", "Linux 5")),
            with(host(), traits("02:00:00:00:00:02", "", "Linux 6")),
            same,
            "~ 10.0.0.1 mac 02:00:00:00:00:01 → 02:00:00:00:00:02",
            "~ 10.0.0.1 os Linux 5 → Linux 6"),
        row(
            "an operating system that is not found any more",
            with(host(), traits("", "", "Linux 5")),
            host(),
            same,
            "~ 10.0.0.1 os Linux 5 → none"),
        row(
            "no operating system detection",
            with(host(), traits("", "", "Linux 5")),
            host(),
            "1-100"),
        row(
            "no service detection",
            host(SSH),
            host(UNKNOWN),
            "1-100",
            "? 10.0.0.1 ports 22 cannot be compared: after: the services on these ports were not"
                + " identified"),
        row(
            "fewer ports, and a change in them",
            host(SSH, WEB),
            up(ONE, "", List.of(NEWER), group("closed", 1, 50, List.of(NEWER))),
            other,
            "~ 10.0.0.1 22/tcp open ssh: version 9.2 → 9.6",
            "? 10.0.0.1 ports 51-100 cannot be compared: after: these ports were not probed"),
        row(
            "no ports at all",
            host(SSH),
            up(ONE, "", List.of()),
            other,
            "? 10.0.0.1 ports 1-100 cannot be compared: after: these ports were not probed"),
        row(
            "too many ranges, same ports",
            with50Ranges(SSH),
            with50Ranges(SSH, WEB),
            same,
            "+ 10.0.0.1 80/tcp open http nginx 1.22 (was closed)"),
        row(
            "too many ranges, other ports",
            with50Ranges(SSH),
            with50Ranges(SSH, WEB),
            other,
            "? 10.0.0.1 ports 80 cannot be compared: before: the result does not say whether these"
                + " ports were probed"),
        row(
            "timed out",
            host(SSH),
            unscanned(ONE, Scan.TIMED_OUT),
            same,
            "? 10.0.0.1 cannot be compared: after: the scan of the host timed out"),
        row(
            "stopped before and silent after",
            unscanned(ONE, Scan.STOPPED),
            silent(ONE),
            same,
            "? 10.0.0.1 cannot be compared: before: the scan of the host was stopped"),
        row(
            "could not send, both times",
            unscanned(ONE, Scan.LOCAL_FAILURE),
            unscanned(ONE, Scan.LOCAL_FAILURE),
            same,
            "? 10.0.0.1 cannot be compared: before: the scanning machine could not send",
            "? 10.0.0.1 cannot be compared: after: the scanning machine could not send"),
        row(
            "incomplete, but what it found is found",
            host(SSH),
            host(NEWER).withScan(Scan.TIMED_OUT),
            same,
            "~ 10.0.0.1 22/tcp open ssh: version 9.2 → 9.6",
            "? 10.0.0.1 cannot be compared: after: the scan of the host timed out"),
        row(
            "incomplete: what it did not find has not gone",
            host(SSH, WEB),
            up(ONE, "", List.of(SSH)).withScan(Scan.TIMED_OUT),
            same,
            "? 10.0.0.1 cannot be compared: after: the scan of the host timed out"),
        row(
            "unreachable is a result",
            host(SSH),
            unscanned(ONE, Scan.UNREACHABLE),
            same,
            "- 10.0.0.1 was up",
            "- 10.0.0.1 22/tcp open ssh OpenSSH 9.2"));
  }

  private static Arguments row(
      String what, Host before, Host after, String ports, String... lines) {
    return Arguments.of(what, before, after, ports, List.of(lines));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void differencesOfAHost(String what, Host before, Host after, String ports, List<String> lines) {
    assertEquals(lines, lines(compare(List.of(before), List.of(after), ports)), what);
  }

  @Test
  void addressesThatOneJobDoesNotHaveCannotBeCompared() {
    SampleJobs before =
        SampleJobs.of(
            "",
            JobState.COMPLETED,
            List.of("10.0.0.0/28", "fd00::/126"),
            List.of(),
            List.of(
                host(SSH),
                silent("10.0.0.2"),
                silent("10.0.0.3"),
                silent("10.0.0.9"),
                silent("fd00::1")));
    SampleJobs after =
        SampleJobs.of(
            "",
            JobState.PARTIAL,
            List.of("10.0.0.0/29"),
            List.of("10.0.0.2"),
            List.of(host(SSH)),
            new JobProblem("deadline", 1, "10.0.0.3", "The deadline came.", SampleJobs.ENDED));
    JobComparison found = compare(before, after, 10);
    assertEquals(
        List.of(
            "? 10.0.0.9,fd00::1 cannot be compared: after: not in the job's targets",
            "? 10.0.0.3 cannot be compared: after: no result",
            "? 10.0.0.2 cannot be compared: after: excluded on request"),
        lines(found).stream().sorted(Comparator.reverseOrder()).toList());
    assertEquals(4, found.counts().hostsUncovered());
    assertEquals(1, found.counts().hostsCompared());
    String text = ComparisonText.of(found, 10_000);
    assertTrue(text.contains("Partial: 1 of 1 host done"), text);
    assertTrue(found.isSame());
  }

  private static Iterator<JobHost> many(int hosts, LongFunction<Host> host) {
    return LongStream.range(0, hosts)
        .mapToObj(at -> new JobHost(SampleJobs.ID, host.apply(at), SampleJobs.ENDED))
        .iterator();
  }

  private static String address(long at) {
    return "10." + (at >> 16 & 255) + "." + (at >> 8 & 255) + "." + (at & 255);
  }

  @Test
  void changesAreBoundedAndCounted() {
    SampleJobs job = SampleJobs.of(JobState.COMPLETED, List.of());
    JobComparison found =
        JobComparison.of(
            job.job(),
            many(20_000, at -> up(address(at), "", List.of(SSH))),
            job.job(),
            many(20_000, at -> up(address(at), "", List.of(at % 2 == 0 ? SSH : NEWER))),
            100);
    assertEquals(100, found.changes().size());
    assertEquals(9_900, found.more());
    assertEquals(10_000, found.counts().hostsSame());
    assertEquals(10_000, found.counts().portsChanged());
    assertEquals("10.0.0.1", found.changes().getFirst().address());
  }

  /** Every second address: there are as many ranges as hosts. */
  @Test
  void whatIsNotCoveredIsBoundedAndCounted() {
    SampleJobs job = SampleJobs.of(JobState.COMPLETED, List.of());
    JobComparison found =
        JobComparison.of(
            job.job(),
            many(5_000, at -> silent(address(2 * at))),
            job.job(),
            many(0, JobComparisonTest::silentAt),
            100);
    assertEquals(5_000, found.uncovered().getFirst().hosts());
    assertEquals(Ranges.MAX_PARTS, found.uncovered().getFirst().addresses().size());
    assertEquals(5_000 - Ranges.MAX_PARTS, found.uncovered().getFirst().moreRanges());
  }

  private static Host silentAt(long at) {
    return silent(address(at));
  }

  @Test
  void hostsThatDifferInTheirPortsAreGrouped() {
    SampleJobs job = SampleJobs.of(JobState.COMPLETED, List.of());
    JobComparison found =
        JobComparison.of(
            job.job(),
            many(1_000, at -> up(address(at), "", List.of(open((int) at + 1, "", "", "")))),
            job.withArgument("ports", "1").job(),
            many(1_000, at -> up(address(at), "", List.of())),
            100);
    assertEquals(201, found.uncovered().size());
    assertEquals("various", found.uncovered().getFirst().ports());
    assertEquals(1_000, found.uncovered().stream().mapToLong(Uncovered::hosts).sum());
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 4_000, 40_000})
  void theTextIsBounded(int bytes) {
    List<Host> before = LongStream.range(0, 3_000).mapToObj(JobComparisonTest::silentAt).toList();
    List<Host> after =
        LongStream.range(0, 3_000)
            .mapToObj(
                at ->
                    at % 3 == 0
                        ? unscanned(address(at), Scan.TIMED_OUT)
                        : up(address(at), "näme-" + at, List.of(SSH, WEB)))
            .toList();
    String text = ComparisonText.of(compare(before, after, ""), bytes);
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(size <= bytes, size + " bytes");
    assertTrue(text.contains("more changed hosts"), text);
    assertTrue(text.contains("1,000 hosts cannot be compared"), text);
    assertTrue(text.contains("\n? "), text);
  }

  @Test
  void hostsThatDoNotAscendAreAnError() {
    SampleJobs job = SampleJobs.of(JobState.COMPLETED, List.of());
    assertThrows(
        IllegalStateException.class,
        () ->
            JobComparison.of(
                job.job(), many(2, at -> silentAt(2 - at)), job.job(), many(0, at -> null), 1));
  }

  /** Every other line of the page is prose; this is what the program prints. */
  @Test
  void theHandbookShowsRealOutput() throws IOException {
    Port older = open(22, "ssh", "OpenSSH", "9.2p1");
    Port newer = open(22, "ssh", "OpenSSH", "9.6p1");
    Port web = open(80, "http", "nginx", "1.22.1");
    Port second = open(8080, "http", "", "");
    List<Host> before = new ArrayList<>();
    List<Host> after = new ArrayList<>();
    for (int last = 0; last < 256; last++) {
      String address = "10.20.0." + last;
      switch (last) {
        case 5 -> {
          before.add(silent(address));
          after.add(up(address, "srv5.lab.internal", List.of(older)));
        }
        case 9 -> {
          before.add(up(address, "", List.of(web)));
          after.add(silent(address));
        }
        case 12 -> {
          before.add(up(address, "", List.of(), group("closed", 8000, 8100, List.of())));
          after.add(up(address, "", List.of(second), group("closed", 8000, 8100, List.of(second))));
        }
        case 31 -> {
          before.add(up(address, "", List.of(older)));
          after.add(up(address, "", List.of(newer)));
        }
        case 77, 200 -> {
          before.add(silent(address));
          after.add(unscanned(address, Scan.TIMED_OUT));
        }
        default -> {
          before.add(silent(address));
          after.add(silent(address));
        }
      }
    }
    JobProblem problem =
        new JobProblem("timed_out", 2, "10.20.0.77,10.20.0.200", "", SampleJobs.ENDED);
    JobComparison found =
        compare(
            SampleJobs.of("office", JobState.COMPLETED, List.of(), List.of(), before),
            SampleJobs.of("office", JobState.PARTIAL, List.of(), List.of(), after, problem),
            10);
    String page = Files.readString(Path.of("docs/jobs.md"));
    assertTrue(page.contains(ComparisonText.of(found, 10_000)), ComparisonText.of(found, 10_000));
  }
}
