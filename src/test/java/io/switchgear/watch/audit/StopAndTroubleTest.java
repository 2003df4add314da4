package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.AuditSettings;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.store.Utf8Builder;
import io.switchgear.testing.Await;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer thread: its end, the failures that it survives, and the callers that wait for it. */
class StopAndTroubleTest {

  @TempDir private Path dir;

  private Path folder() {
    return dir.resolve(Chains.NAME);
  }

  private void assertLastIs(String what) throws IOException {
    List<JsonNode> records = Chains.records(folder());
    assertEquals(what, records.getLast().path("what").asText(), records::toString);
  }

  @Test
  void theStopIsTheLastRecordAlsoBehindWhatWasCounted() throws IOException {
    AuditLog log = Chains.open(dir);
    for (int n = 0; n < 2; n++) {
      log.record(AuditRecord.refused(Kind.CALL, "ann", "nmap", "arguments"));
    }
    log.close();
    assertLastIs("server_stopped");
    assertEquals(2, Chains.records(folder(), "nmap").size());
    Chains.open(dir).close();
    assertEquals(List.of(), Chains.records(folder(), "repaired"));
    assertTrue(Chains.verify(folder()).broken().isEmpty());
  }

  @Test
  void theStopIsTheLastRecordAlsoOfAFullFile() throws IOException {
    AuditSettings settings = Chains.settings(OnFailure.WARN, 4 << 10, 2);
    ChainWriter chain = ChainWriter.open(AuditFolder.hold(dir, Chains.NAME), settings);
    for (int file = 0; file < 3; file++) {
      chain.write(source(records(30)), false);
    }
    Deque<AuditRecord> last = records(30);
    last.add(AuditRecord.done(Kind.SERVER, "switchgear", "server_stopped"));
    chain.write(source(last), true);
    chain.close();
    assertLastIs("server_stopped");
    AuditLog.open(dir, Chains.NAME, settings, "1.2.3").close();
    assertEquals(List.of(), Chains.records(folder(), "repaired"));
    assertTrue(Chains.verify(folder()).broken().isEmpty());
  }

  private static Deque<AuditRecord> records(int count) {
    Deque<AuditRecord> records = new ArrayDeque<>();
    IntStream.range(0, count).forEach(n -> records.add(Chains.record("order-" + n)));
    return records;
  }

  private static Predicate<Utf8Builder> source(Deque<AuditRecord> records) {
    RecordFields fields = new RecordFields();
    return into -> {
      AuditRecord next = records.poll();
      if (next == null) {
        return false;
      }
      Utf8Builder serialized = fields.of(0, next, 1);
      into.cutTo(0).bytes(serialized.array(), 0, serialized.length());
      return true;
    };
  }

  @Test
  void whatBreaksTheWriterIsTroubleAndNotItsEnd() throws IOException {
    AtomicBoolean broken = new AtomicBoolean();
    InstantSource clock =
        () -> {
          if (broken.get() && Thread.currentThread().getName().equals("switchgear-audit")) {
            throw new UncheckedIOException(new IOException("the folder cannot be listed"));
          }
          return Instant.EPOCH;
        };
    AuditSettings settings = Chains.settings(OnFailure.REFUSE, 64 << 20, 0);
    try (AuditLog log = AuditLog.open(dir, Chains.NAME, settings, "1.2.3", clock)) {
      // Identical refusals are counted, and the writer creates the record of their number.
      log.everySecond(() -> log.record(AuditRecord.refused(Kind.CALL, "ann", "nmap", "arguments")));
      broken.set(true);
      Await.until("trouble", log::condition, () -> log.condition().trouble().isPresent());
      assertTrue(log.condition().trouble().get().contains("cannot be listed"));
      assertTrue(!log.admits());
      log.record(Chains.record("meanwhile"));
      broken.set(false);
      Await.until(
          "the end of the trouble", log::condition, () -> log.condition().trouble().isEmpty());
      Chains.settle(log);
      assertTrue(log.admits());
      assertEquals(1, Chains.records(folder(), "meanwhile").size());
    }
    assertLastIs("server_stopped");
  }

  @Test
  void whatIsDoneEverySecondMayFail() throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    try (AuditLog log = Chains.open(dir)) {
      log.everySecond(
          () -> {
            failed.set(true);
            throw new IllegalStateException("a bug");
          });
      Await.until("the failure", failed::get);
      log.record(Chains.record("after"));
      Chains.settle(log);
      assertEquals(1, Chains.records(folder(), "after").size());
    }
    assertLastIs("server_stopped");
  }

  @Test
  void bigArgumentsAndTargetsDoNotWait() throws IOException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    AuditLog log = Chains.open(dir);
    try {
      log.everySecond(
          () -> {
            busy.countDown();
            Await.reached("the end of the test", done);
          });
      Await.reached("a busy writer", busy);
      List<WeakReference<?>> big = recordBig(log);
      for (WeakReference<?> each : big) {
        Await.until(
            "the collection of a big argument",
            () -> {
              System.gc();
              return each.refersTo(null);
            });
        assertNull(each.get());
      }
    } finally {
      done.countDown();
      log.close();
    }
    JsonNode record = Chains.records(folder(), "sweep").getFirst();
    assertEquals(AuditRecord.MAX_TARGETS, record.path("targets").size());
    assertEquals(40, record.path("targets_total").asInt());
    assertEquals(64, record.path("arguments_digest").asText().length());
  }

  private static List<WeakReference<?>> recordBig(AuditLog log) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("x", "y".repeat(100_000));
    List<String> targets = IntStream.range(0, 40).mapToObj(n -> "10.0.0." + n).toList();
    log.record(Chains.record("sweep").asked(arguments).about(targets));
    return List.of(new WeakReference<>(arguments), new WeakReference<>(targets));
  }
}
