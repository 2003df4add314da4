package io.switchgear.watch.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.config.AuditSettings;
import io.switchgear.config.AuditSettings.OnFailure;
import io.switchgear.watch.audit.AuditRecord.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates, reads and damages chains for tests. */
final class Chains {

  static final String NAME = "audit";
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Chains() {}

  static AuditSettings settings(OnFailure onFailure, long maxFile, int keep) {
    return new AuditSettings(true, onFailure, Duration.ZERO, maxFile, keep);
  }

  static AuditLog open(Path dataDir) {
    return open(dataDir, 64 << 20, 0);
  }

  static AuditLog open(Path dataDir, long maxFile, int keep) {
    return AuditLog.open(dataDir, NAME, settings(OnFailure.WARN, maxFile, keep), "1.2.3");
  }

  static AuditRecord record(String what) {
    return AuditRecord.done(Kind.OPERATION, "ann", what);
  }

  static void settle(AuditLog log) {
    log.settled().toCompletableFuture().join();
  }

  /** All lines of all files. */
  static List<JsonNode> records(Path folder) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (Path file : AuditFolder.files(folder)) {
      for (String line : Files.readAllLines(file)) {
        records.add(MAPPER.readTree(line));
      }
    }
    return records;
  }

  static List<JsonNode> records(Path folder, String what) throws IOException {
    return records(folder).stream()
        .filter(record -> record.path("what").asText().equals(what))
        .toList();
  }

  /** Whether such a record exists now. */
  static boolean seen(Path folder, String what) {
    try {
      return !records(folder, what).isEmpty();
    } catch (IOException notYet) {
      return false;
    }
  }

  static ChainVerifier.Report verify(Path folder) {
    try {
      return ChainVerifier.folder(folder, Optional.empty());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
