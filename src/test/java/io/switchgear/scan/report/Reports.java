package io.switchgear.scan.report;

import io.switchgear.scan.SampleJobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes reports for tests. */
public final class Reports {

  private Reports() {}

  public static byte[] bytes(ReportFormat format, SampleJobs sample) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JobReport.write(
        format,
        sample.job(),
        sample.problems().iterator(),
        sample.hosts().iterator(),
        SampleJobs.ENDED.plusSeconds(60),
        out);
    return out.toByteArray();
  }

  public static String text(ReportFormat format, SampleJobs sample) throws IOException {
    return new String(bytes(format, sample), StandardCharsets.UTF_8);
  }
}
