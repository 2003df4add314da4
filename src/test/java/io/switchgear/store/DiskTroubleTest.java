package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.store.LabDisk.Trouble;
import io.switchgear.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store fails while its disk fails, and recovers with it. */
@Tag("process")
class DiskTroubleTest {

  private static final AnswerCache.Limits ANSWERS = new AnswerCache.Limits(100, 1_000_000);

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
  @EnumSource(Trouble.class)
  void theStoreFailsInTimeAndWorksAgainByItself(Trouble trouble) {
    try (Store store = Store.open(disk.place(), Duration.ofSeconds(2))) {
      BreakerStates states = store.breakerStates();
      states.save("nmap", Json.number(1), Instant.EPOCH);
      trouble.begin(disk);
      if (trouble != Trouble.FOLDER_REMOVED) {
        assertThrows(StoreException.class, () -> write(store));
      }
      trouble.end(disk);
      Await.until("a state that is saved", () -> saves(states, 2));
    }
    try (Store store = Store.open(disk.place())) {
      assertEquals(Json.number(2), store.breakerStates().loadAll().get("nmap").memento());
    }
  }

  /** Writes more than the free space within the database file. */
  private static void write(Store store) {
    for (int n = 0; n < 100; n++) {
      store
          .answers(ANSWERS)
          .save(
              "nmap",
              ArgumentsDigest.of("nmap", Json.number(n)),
              Json.ofSize(900_000),
              Instant.EPOCH);
    }
  }

  private static boolean saves(BreakerStates states, int n) {
    try {
      states.save("nmap", Json.number(n), Instant.EPOCH);
      return true;
    } catch (StoreException notYet) {
      return false;
    }
  }
}
