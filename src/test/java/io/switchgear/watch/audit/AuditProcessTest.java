package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.testing.Await;
import io.switchgear.watch.audit.ChainVerifier.Report;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Against another JVM that is killed, or whose files must not grow. */
@Tag("process")
class AuditProcessTest {

  @TempDir private Path dir;

  private Process writer;

  @AfterEach
  void endTheWriter() throws InterruptedException {
    writer.destroyForcibly();
    Await.exit("the end of writer", writer);
  }

  @RepeatedTest(3)
  void aKillLeavesAChainThatIsIntactAndGoesOn() throws Exception {
    writer = start(List.of(), "endless");
    long written = 0;
    try (BufferedReader lines = writer.inputReader()) {
      for (int n = 0; n < 20; n++) {
        written = Long.parseLong(lines.readLine().split(" ")[1]);
      }
      writer.toHandle().destroyForcibly();
    }
    Await.exit("the end of writer", writer);
    Path folder = dir.resolve(Chains.NAME);
    Report report = Chains.verify(folder);
    assertTrue(report.broken().isEmpty(), report::toString);
    assertTrue(report.records() >= written, report::toString);
    Chains.open(dir).close();
    Report after = Chains.verify(folder);
    assertTrue(after.broken().isEmpty(), after::toString);
    assertEquals(1, Chains.records(folder, "repaired").size());
  }

  @Test
  void afterAFullDiskTheChainGoesOnAndTellsWhatIsLost() throws Exception {
    writer = start(List.of("prlimit", "--fsize=300000:"), "crowded");
    try (BufferedReader lines = writer.inputReader()) {
      String refuses = lines.readLine();
      assertTrue(refuses.startsWith("refuses true "), refuses);
      long lost = Long.parseLong(lines.readLine().split(" ")[1]);
      assertTrue(lost > RecordQueue.CAPACITY / 2, "lost " + lost);
      assertEquals(
          0,
          new ProcessBuilder("prlimit", "--pid=" + writer.pid(), "--fsize=unlimited:")
              .inheritIO()
              .start()
              .waitFor());
      writer.getOutputStream().write('\n');
      writer.getOutputStream().flush();
      assertEquals("works true", lines.readLine());
      assertEquals(0, writer.waitFor());
      Path folder = dir.resolve(Chains.NAME);
      Report report = Chains.verify(folder);
      assertTrue(report.broken().isEmpty(), report::toString);
      long told =
          Chains.records(folder, "gap").stream()
              .mapToLong(gap -> gap.at("/details/lost").asLong())
              .sum();
      assertEquals(lost, told);
    }
  }

  private Process start(List<String> before, String what) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(List.of(EndlessWriter.class.getName(), what, dir.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * From the classes' code sources, because the test runner may not have them on its class path.
   */
  private static String classPath() {
    return List.of(
            AuditLog.class,
            EndlessWriter.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonInclude.class,
            Logger.class,
            LoggerContext.class,
            Context.class)
        .stream()
        .map(AuditProcessTest::place)
        .distinct()
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
