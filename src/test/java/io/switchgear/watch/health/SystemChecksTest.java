package io.switchgear.watch.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.HealthSettings;
import io.switchgear.watch.health.CpuWindow.Reading;
import io.switchgear.watch.health.HealthCheck.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemChecksTest {

  @TempDir Path root;
  private final AtomicLong nanos = new AtomicLong();
  private double threshold = 0.8;
  private SystemChecks checks;

  @BeforeEach
  void machine() {
    checks =
        new SystemChecks(
            this::settings,
            root.resolve("not/yet/made"),
            new Machine(root),
            new CpuWindow(() -> new Reading(nanos.get() * 0.85, nanos.get()), nanos::get));
  }

  private HealthSettings settings() {
    return new HealthSettings(
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(12),
        threshold,
        Duration.ofSeconds(60),
        threshold,
        threshold,
        threshold,
        threshold);
  }

  @ParameterizedTest
  @CsvSource({
    "0, healthy",
    "0.79, healthy",
    "0.8, degraded",
    "0.89, degraded",
    "0.9, unhealthy",
    "1, unhealthy"
  })
  void aShareWarnsBeforeItAlarms(double share, String status) {
    assertEquals(status, UsageRating.status(share, 0.8).wire());
  }

  @Test
  void theMemorysMessageSaysWhatToDo() throws IOException {
    Path group = Files.createDirectories(root.resolve("sys/fs/cgroup"));
    Files.writeString(group.resolve("memory.max"), "" + (1L << 30));
    Files.writeString(group.resolve("memory.current"), "" + (900L << 20));
    assertEquals(
        Finding.degraded(
            "88 % of the container's 1.0 GiB of memory; the threshold is 80 %. Stop other programs,"
                + " or provide more memory."),
        checks.memory());
  }

  @Test
  void otherThresholdsHoldAtOnce() {
    nanos.set(Duration.ofSeconds(59).toNanos());
    assertEquals(HealthStatus.HEALTHY, checks.cpu().status());
    nanos.set(Duration.ofSeconds(60).toNanos());
    assertEquals(HealthStatus.DEGRADED, checks.cpu().status());
    threshold = 0.86;
    assertEquals(Finding.healthy("CPU use 85 % over the last 60 s."), checks.cpu());
  }

  @Test
  void theDiskIsThatOnWhichTheFolderWillBe() throws IOException {
    threshold = 1;
    assertEquals(HealthStatus.HEALTHY, checks.disk().status(), checks.disk()::message);
    threshold = 0.01;
    assertTrue(checks.disk().message().contains("switchgear.data-dir"), checks.disk()::message);
  }

  @Test
  void theProcessTellsOfItsFilesAndItsHeap() {
    threshold = 1;
    Finding finding = checks.process();
    assertEquals(HealthStatus.HEALTHY, finding.status());
    assertTrue(finding.message().contains(" files open. "), finding::message);
    assertTrue(finding.message().contains("heap"), finding::message);
  }

  @Test
  void theCpuIsInformationalAndTheProcessCritical() {
    assertEquals(
        List.of(Priority.INFORMATIONAL, Priority.IMPORTANT, Priority.IMPORTANT, Priority.CRITICAL),
        checks.all().stream().map(HealthCheck::priority).toList());
  }
}
