package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.ArgumentsDigest;
import io.switchgear.testing.Await;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

  @TempDir private Path dir;

  private Path folder() {
    return dir.resolve(Chains.NAME);
  }

  @Test
  void aRecordSaysWhatItShouldAndNothingElse() throws IOException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("password", "hunter2");
    try (AuditLog log = Chains.open(dir)) {
      log.record(
          AuditRecord.done(Kind.OPERATION, "a\"n\\n\u0007\n", "nmap")
              .asked(arguments)
              .about(IntStream.range(0, 40).mapToObj(n -> "10.0.0." + n).toList())
              .with("status", 200));
    }
    JsonNode record = Chains.records(folder(), "nmap").getFirst();
    assertEquals("a\"n\\n\uFFFD", record.path("who").asText());
    assertEquals(AuditRecord.MAX_TARGETS, record.path("targets").size());
    assertEquals(40, record.path("targets_total").asInt());
    assertEquals("200", record.at("/details/status").asText());
    assertEquals(
        ArgumentsDigest.of("nmap", arguments).hex(), record.path("arguments_digest").asText());
    assertFalse(Files.readString(AuditFolder.file(folder(), 1)).contains("hunter2"));
    assertEquals(2, record.path("seq").asInt());
  }

  @Test
  void sixtyFourWritersMakeOneChain() throws Exception {
    int each = 500;
    int writers = 64;
    try (AuditLog log = Chains.open(dir)) {
      CountDownLatch begin = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        String who = "writer-" + w;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      Await.reached("the start", begin);
                      for (int n = 0; n < each; n++) {
                        log.record(AuditRecord.done(Kind.OPERATION, who, "n" + n));
                      }
                    }));
      }
      begin.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    ChainVerifier.Report report = Chains.verify(folder());
    assertTrue(report.broken().isEmpty(), report::toString);
    assertEquals(writers * each + 2, report.records());
    List<JsonNode> ofOne =
        Chains.records(folder()).stream()
            .filter(record -> record.path("who").asText().equals("writer-7"))
            .toList();
    for (int n = 0; n < each; n++) {
      assertEquals("n" + n, ofOne.get(n).path("what").asText());
    }
  }

  @Test
  void aStormOfIdenticalRefusalsIsCountedAndNotWritten() throws IOException {
    int storm = 200_000;
    try (AuditLog log = Chains.open(dir)) {
      for (int n = 0; n < storm; n++) {
        log.record(AuditRecord.refused(Kind.CALL, "ann", "nmap", "circuit_breaker_open: nmap"));
      }
      log.record(AuditRecord.refused(Kind.CALL, "bob", "nmap", "circuit_breaker_open: nmap"));
      assertEquals(0, log.condition().lost());
    }
    List<JsonNode> refusals = Chains.records(folder(), "nmap");
    long told =
        refusals.stream()
            .filter(record -> record.path("who").asText().equals("ann"))
            .mapToLong(record -> record.path("count").asLong(1))
            .sum();
    assertEquals(storm, told);
    assertTrue(refusals.size() < 60, () -> refusals.size() + " records");
  }

  @Test
  void refusalsOfTooManyKindsAreCountedTogether() throws IOException {
    int kinds = RefusalCounter.MAX_KINDS + 500;
    try (AuditLog log = Chains.open(dir)) {
      for (int n = 0; n < kinds; n++) {
        log.record(AuditRecord.refused(Kind.CALL, "ann", "tool-" + n, "arguments"));
      }
    }
    long told =
        Chains.records(folder()).stream()
            .filter(record -> record.path("decision").asText().equals("refused"))
            .mapToLong(record -> record.path("count").asLong(1))
            .sum();
    assertEquals(kinds, told);
  }

  @Test
  void strangersCannotFillTheAuditWhateverTheyTry() throws IOException {
    int each = 5_000;
    try (AuditLog log = Chains.open(dir)) {
      for (int n = 0; n < each; n++) {
        log.record(stranger("GET /x" + n, "no token"));
        log.record(stranger("GET /mcp", "invalid token: " + n));
      }
      log.record(AuditRecord.refused(Kind.AUTHENTICATION, "ann", "GET /health", "scope: ops:read"));
    }
    List<JsonNode> told =
        Chains.records(folder()).stream()
            .filter(record -> record.path("who").asText().equals(AuditRecord.NOBODY))
            .toList();
    assertEquals(2 * each, told.stream().mapToLong(r -> r.path("count").asLong(1)).sum());
    assertTrue(told.size() < 3 * RefusalCounter.BURST, () -> told.size() + " records");
    assertEquals("GET /x0", told.getFirst().path("what").asText());
    assertEquals(1, Chains.records(folder(), "GET /health").size());
  }

  private static AuditRecord stranger(String what, String rule) {
    return AuditRecord.refused(Kind.AUTHENTICATION, AuditRecord.NOBODY, what, rule);
  }

  @Test
  void strangersGetOneRecordMoreASecondAndTheOneThatCounts() {
    RefusalCounter refusals = new RefusalCounter();
    List<Long> told = new ArrayList<>();
    int seconds = 100;
    int first = 0;
    for (int second = 0; second < seconds; second++) {
      for (int n = 0; n < 100; n++) {
        if (refusals.isFirst(stranger("GET /" + second + "/" + n, "no token"))) {
          first++;
        }
      }
      refusals.drain((record, count) -> told.add(count));
    }
    assertEquals(100L * seconds, first + told.stream().mapToLong(Long::longValue).sum());
    assertTrue(first <= RefusalCounter.BURST + seconds, "told " + first);
    assertTrue(told.size() <= seconds, "counted " + told.size());
  }

  @Test
  void theNewestAreReadFirstAndPageByPage() throws IOException {
    try (AuditLog log = Chains.open(dir, 4 << 10, 0)) {
      for (int n = 0; n < 50; n++) {
        log.record(Chains.record("order-" + n));
        Chains.settle(log);
      }
      List<Long> seen = new ArrayList<>();
      long before = Long.MAX_VALUE;
      for (List<String> page = page(before); !page.isEmpty(); page = page(before)) {
        for (String line : page) {
          before = Chains.MAPPER.readTree(line).path("seq").asLong();
          seen.add(before);
        }
      }
      List<Long> all = new ArrayList<>();
      for (long n = log.head().seq(); n > 0; n--) {
        all.add(n);
      }
      assertEquals(all, seen);
    }
  }

  private List<String> page(long before) throws IOException {
    return AuditReader.newest(folder(), before, 7);
  }

  @Test
  void aSecondProcessTakesAnotherFolder() throws IOException {
    try (AuditLog first = Chains.open(dir);
        AuditLog second = Chains.open(dir)) {
      assertEquals("audit", first.folder().getFileName().toString());
      assertEquals("audit-2", second.folder().getFileName().toString());
    }
    Chains.open(dir).close();
    assertEquals(4, Chains.records(folder()).size());
  }
}
