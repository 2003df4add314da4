package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.leangen.geantyref.TypeToken;
import io.switchgear.store.StoreException.Reason;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;
import org.h2.Driver;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/**
 * Kills a JVM that writes to the store at random moments, and checks that every acknowledged write
 * survived.
 */
@Tag("process")
class CrashTest {

  private static final int FILE_ROUNDS = 5;
  private static final int SERVER_ROUNDS = 3;
  private static final int NUMBERS_OF_A_ROUND = 1_000_000;
  private static final int MOST_LINES = 400;

  @TempDir private Path dir;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<String> acknowledged = new ArrayList<>();
  private Process writer;

  @BeforeEach
  void printTheSeed() {
    System.out.println("CrashTest: seed " + seed);
  }

  @AfterEach
  void endTheWriter() {
    if (writer != null) {
      writer.destroyForcibly();
      Await.exit("the end of writer", writer);
    }
  }

  /** All rounds write to one database, so each also opens what a kill has left. */
  @Test
  void everyAcknowledgedWriteToAFileSurvivesKills() throws Exception {
    for (int round = 0; round < FILE_ROUNDS; round++) {
      writeUntilKilled(
          round,
          () -> {
            StoreException refusal = assertThrows(StoreException.class, () -> Store.open(dir));
            assertEquals(Reason.IN_USE, refusal.reason());
            String process = "process " + writer.pid() + ",";
            assertTrue(refusal.getMessage().contains(process), refusal.getMessage());
          },
          () -> {},
          dir.toString());
    }
    try (Store store = Store.open(dir)) {
      check(store);
    }
  }

  /** The server dies as well, and the writer goes on when it is back. */
  @Test
  void everyAcknowledgedWriteToAServerSurvivesKillsOfBoth() throws Exception {
    JdbcSettings database = Postgres.freshDatabase();
    for (int round = 0; round < SERVER_ROUNDS; round++) {
      writeUntilKilled(
          round,
          () -> {},
          () -> {
            Postgres.kill();
            Postgres.start();
          },
          database.url(),
          database.user(),
          database.password());
    }
    try (Store store = Store.open(database, "a")) {
      check(store);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private void writeUntilKilled(int round, Step opened, Step halfway, String... place)
      throws Exception {
    writer = start(round * NUMBERS_OF_A_ROUND, place);
    try (BufferedReader lines = writer.inputReader()) {
      assertEquals("open", lines.readLine());
      opened.run();
      try (OutputStream go = writer.getOutputStream()) {
        go.write('\n');
      }
      read(lines);
      halfway.run();
      read(lines);
      // destroyForcibly of the handle keeps the pipe open, so its output can still be read.
      writer.toHandle().destroyForcibly();
      // The last line may be incomplete; without a line feed, the write was not acknowledged.
      StringBuilder rest = new StringBuilder();
      for (int c = lines.read(); c >= 0; c = lines.read()) {
        rest.append((char) c);
      }
      rest.substring(0, rest.lastIndexOf("\n") + 1).lines().forEach(acknowledged::add);
    }
    Await.exit("the end of writer", writer);
  }

  private void read(BufferedReader lines) throws IOException {
    for (int n = random.nextInt(1, MOST_LINES); n > 0; n--) {
      String line = lines.readLine();
      assertNotNull(line, "the writer has ended");
      acknowledged.add(line);
    }
  }

  private void check(Store store) {
    Map<String, Integer> states = new HashMap<>();
    AnswerCache answers = store.answers(new AnswerCache.Limits(100_000, 10_000));
    for (String line : acknowledged) {
      String[] words = line.split(" ");
      int n = Integer.parseInt(words[2]);
      switch (words[0]) {
        case "state" -> states.merge(words[1], n, Math::max);
        case "answer" ->
            assertEquals(
                Json.number(n),
                answers
                    .find("tool", ArgumentsDigest.of("tool", Json.number(n)))
                    .orElseThrow(() -> new AssertionError("lost: " + line))
                    .answer());
        case "rows" -> assertEquals(CrashingWriter.BATCH, CrashingWriter.rows(store, n), line);
        default -> throw new AssertionError("unexpected line: " + line);
      }
    }
    assertEquals(List.of(), CrashingWriter.partialBatches(store));
    Map<String, BreakerStates.Saved> saved = store.breakerStates().loadAll();
    states.forEach((name, n) -> assertTrue(saved.get(name).memento().get("n").asInt() >= n, name));
  }

  private static Process start(int first, String... place) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(CrashingWriter.class.getName());
    command.add(Integer.toString(first));
    command.addAll(List.of(place));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The class path from the locations of the classes: the test runner may load them otherwise. */
  private static String classPath() {
    return List.of(
            Store.class,
            CrashingWriter.class,
            Driver.class,
            org.postgresql.Driver.class,
            PostgreSQLDatabaseType.class,
            Jdbi.class,
            TypeToken.class,
            Flyway.class,
            HikariDataSource.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonInclude.class,
            Logger.class,
            LoggerContext.class,
            Context.class)
        .stream()
        .map(CrashTest::place)
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
