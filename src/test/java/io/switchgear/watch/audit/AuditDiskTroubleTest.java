package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.store.LabDisk;
import io.switchgear.store.LabDisk.Trouble;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that fails while the audit log is written, and recovers. */
@Tag("process")
class AuditDiskTroubleTest {

  @TempDir private Path dir;

  private LabDisk disk;

  @BeforeEach
  void makeTheDisk() {
    disk = LabDisk.in(dir);
  }

  @AfterEach
  void removeTheDisk() {
    disk.close();
  }

  @ParameterizedTest
  @EnumSource(value = Trouble.class, names = "FOLDER_REMOVED", mode = EnumSource.Mode.EXCLUDE)
  void whatIsRecordedMeanwhileIsInTheChainOnceTheDiskIsBack(Trouble trouble) throws IOException {
    Path data = disk.place().resolve("data");
    try (AuditLog log = Chains.open(data)) {
      record(log, "before");
      Chains.settle(log);
      trouble.begin(disk);
      record(log, "meanwhile");
      if (trouble != Trouble.FROZEN) {
        Await.until("trouble", log::condition, () -> log.condition().trouble().isPresent());
      }
      assertTrue(log.admits(), "calls go on");
      record(log, "later");
      trouble.end(disk);
      Await.until(
          "the end of the trouble",
          log::condition,
          () -> log.condition().trouble().isEmpty() && log.condition().waiting() == 0);
      record(log, "after");
      Chains.settle(log);
    }
    Path folder = data.resolve(Chains.NAME);
    for (String what : List.of("before", "meanwhile", "later", "after")) {
      for (int n = 0; n < COUNT; n++) {
        assertEquals(1, Chains.records(folder, what + n).size(), what + n);
      }
    }
    assertTrue(Chains.verify(folder).broken().isEmpty(), () -> Chains.verify(folder).toString());
  }

  @Test
  void aFolderThatWasRemovedIsMadeAgainAndTheChainSaysWhatIsMissing() throws IOException {
    Path data = disk.place().resolve("data");
    try (AuditLog log = Chains.open(data)) {
      record(log, "before");
      Chains.settle(log);
      long written = log.head().seq();
      LabDisk.remove(data);
      record(log, "after");
      Await.until(
          "the records", () -> Chains.seen(data.resolve(Chains.NAME), "after" + (COUNT - 1)));
      JsonNode first = Chains.records(data.resolve(Chains.NAME)).getFirst();
      assertEquals("repaired", first.path("what").asText(), first::toString);
      assertEquals("" + written, first.at("/details/missing_records").asText(), first::toString);
    }
    Path folder = data.resolve(Chains.NAME);
    IntStream.range(0, COUNT).forEach(n -> assertTrue(Chains.seen(folder, "after" + n), "" + n));
    assertEquals(
        ChainVerifier.Damage.TRUNCATED, Chains.verify(folder).broken().orElseThrow().damage());
  }

  /** Enough to fill the last block of the file. */
  private static final int COUNT = 20;

  private static void record(AuditLog log, String what) {
    IntStream.range(0, COUNT).forEach(n -> log.record(Chains.record(what + n)));
  }
}
