package io.switchgear.scan.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.SampleHosts;
import io.switchgear.scan.SampleJobs;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobState;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A report holds a bounded number of hosts, however many there are. */
@Tag("slow")
class ReportStreamTest {

  private static final int HOSTS = 200_000;

  /** A host with a port takes more than 100 bytes in every format; the encoder has a buffer too. */
  private static final int MAX_HELD = 2 * JobReport.BUFFER_BYTES / 100;

  private static final SampleJobs JOB = SampleJobs.of(JobState.COMPLETED, List.of()).ofTotal(HOSTS);

  /** Counts the hosts that are taken and not yet written. */
  private static final class Watched extends OutputStream implements Iterator<JobHost> {
    private final Iterator<JobHost> hosts;
    private long taken;
    private long held;
    private long mostHeld;
    private long bytes;
    private long bytesBeforeTheFirst = -1;

    Watched(LongFunction<Host> host) {
      hosts =
          LongStream.range(0, HOSTS)
              .mapToObj(at -> new JobHost(SampleJobs.ID, host.apply(at), SampleJobs.ENDED))
              .iterator();
    }

    @Override
    public boolean hasNext() {
      return hosts.hasNext();
    }

    @Override
    public JobHost next() {
      if (bytesBeforeTheFirst < 0) {
        bytesBeforeTheFirst = bytes;
      }
      taken++;
      mostHeld = Math.max(mostHeld, ++held);
      return hosts.next();
    }

    @Override
    public void write(int one) {
      bytes++;
      held = 0;
    }

    @Override
    public void write(byte[] some, int from, int length) {
      bytes += length;
      held = 0;
    }
  }

  private static Watched export(ReportFormat format, LongFunction<Host> host) throws IOException {
    Watched watched = new Watched(host);
    JobReport.write(
        format, JOB.job(), Collections.emptyIterator(), watched, SampleJobs.ENDED, watched);
    assertEquals(HOSTS, watched.taken);
    return watched;
  }

  private static String address(long at) {
    return "10." + (at >> 16 & 255) + "." + (at >> 8 & 255) + "." + (at & 255);
  }

  private static Host withPort(long at) {
    return SampleHosts.up(
        address(at), "", List.of(SampleHosts.open(22, "ssh", "OpenSSH", "9.2p1")));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTML")
  void hostsAreWrittenAsTheyAreTaken(ReportFormat format) throws IOException {
    Watched watched = export(format, ReportStreamTest::withPort);
    assertTrue(watched.bytesBeforeTheFirst > 0, "the beginning is written at once");
    assertTrue(watched.mostHeld <= MAX_HELD, "held " + watched.mostHeld);
  }

  /** It needs all hosts for its figures, and keeps the rows that it shows. */
  @Test
  void aPageHasABoundedSize() throws IOException {
    Watched watched = export(ReportFormat.HTML, ReportStreamTest::withPort);
    assertTrue(watched.bytesBeforeTheFirst > 1_000, "the head is written at once");
    assertTrue(watched.bytes < 6_000_000, watched.bytes + " bytes");
  }

  /** Silent hosts are ranges, and cells of the map. */
  @Test
  void silentHostsTakeNoRoomInAPage() throws IOException {
    Watched watched = export(ReportFormat.HTML, at -> SampleHosts.silent(address(at)));
    assertTrue(watched.bytes < 1_500_000, watched.bytes + " bytes");
  }

  @Test
  void hostsWithMuchTextAreBoundedToo() throws IOException {
    String text = "x".repeat(900);
    Host host =
        SampleHosts.up(
            "10.0.0.1",
            "",
            List.of(
                SampleHosts.saying(
                    SampleHosts.open(22, "ssh", "", ""),
                    text,
                    new Script("one", text),
                    new Script("two", text))));
    HostRows rows = new HostRows();
    for (int at = 0; at < HostRows.MAX_FOUND; at++) {
      rows.add(
          new Host(
              address(at),
              host.names(),
              host.state(),
              host.reason(),
              host.scan(),
              host.ports(),
              host.others(),
              host.traits()));
    }
    long chars = 0;
    for (String row : rows.html()) {
      chars += row.length();
    }
    assertTrue(chars <= HostRows.MAX_CHARS && chars > HostRows.MAX_CHARS - 10_000, chars + "");
    assertEquals(HostRows.MAX_FOUND, rows.shown() + rows.leftOut());
  }

  @Test
  void aFailureWhileHostsAreReadPassesThrough() {
    Watched out = new Watched(ReportStreamTest::withPort);
    Iterator<JobHost> failing =
        LongStream.range(0, 3)
            .mapToObj(
                at -> {
                  if (at == 2) {
                    throw new IllegalStateException("the database is gone");
                  }
                  return new JobHost(SampleJobs.ID, withPort(at), SampleJobs.ENDED);
                })
            .iterator();
    assertThrows(
        IllegalStateException.class,
        () ->
            JobReport.write(
                ReportFormat.JSONL,
                JOB.job(),
                Collections.emptyIterator(),
                failing,
                SampleJobs.ENDED,
                out));
  }

  @Test
  void aStreamThatCannotBeWrittenIsAnIoException() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("no space left");
          }
        };
    for (ReportFormat format : ReportFormat.values()) {
      assertThrows(
          IOException.class,
          () ->
              JobReport.write(
                  format,
                  JOB.job(),
                  Collections.emptyIterator(),
                  new Watched(ReportStreamTest::withPort),
                  SampleJobs.ENDED,
                  full));
    }
  }
}
