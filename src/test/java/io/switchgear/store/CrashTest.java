package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.flywaydb.core.Flyway;
import org.h2.Driver;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Kills a JVM that writes to the store, and checks that every acknowledged write survived. */
@Tag("process")
class CrashTest {

  private static final int LINES_BEFORE_THE_KILL = 300;

  @TempDir private Path dir;

  private Process writer;

  @AfterEach
  void endTheWriter() throws InterruptedException {
    if (writer != null) {
      writer.destroyForcibly();
      Await.exit("the end of writer", writer);
    }
  }

  @RepeatedTest(2)
  void everyAcknowledgedWriteSurvivesAKill() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    writer = start();
    try (BufferedReader lines = writer.inputReader()) {
      assertEquals("open", lines.readLine());
      StoreException refusal = assertThrows(StoreException.class, () -> Store.open(dir));
      assertEquals(Reason.IN_USE, refusal.reason());
      assertTrue(
          refusal.getMessage().contains("process " + writer.pid() + ","), refusal.getMessage());

      try (OutputStream go = writer.getOutputStream()) {
        go.write('\n');
      }
      for (int n = 0; n < LINES_BEFORE_THE_KILL; n++) {
        acknowledged.add(lines.readLine());
      }
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
    try (Store store = Store.open(dir)) {
      check(store, acknowledged);
    }
  }

  private static void check(Store store, List<String> acknowledged) {
    Map<String, Integer> states = new HashMap<>();
    AnswerCache answers = store.answers(new AnswerCache.Limits(100_000, 10_000));
    CallQueue queue = store.callQueue(new CallQueue.Limits(100_000));
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
        case "call", "done" -> {
          QueuedCall call =
              queue.find(words[1]).orElseThrow(() -> new AssertionError("lost: " + line));
          assertEquals(Json.number(n), call.arguments());
          assertTrue(
              words[0].equals("call") || call.state() == QueuedCall.State.DONE, "lost: " + line);
        }
        default -> throw new AssertionError("unexpected line: " + line);
      }
    }
    Map<String, BreakerStates.Saved> saved = store.breakerStates().loadAll();
    states.forEach((name, n) -> assertTrue(saved.get(name).memento().get("n").asInt() >= n, name));
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(List.of(CrashingWriter.class.getName(), dir.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The class path from the locations of the classes: the test runner may load them otherwise. */
  private static String classPath() {
    return List.of(
            Store.class,
            CrashingWriter.class,
            Driver.class,
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
