package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.watch.audit.ChainVerifier.Break;
import io.switchgear.watch.audit.ChainVerifier.Damage;
import io.switchgear.watch.audit.ChainVerifier.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of tampering is found at its place. */
class ChainVerifierTest {

  private static final int RECORDS = 12;

  @TempDir private Path dir;
  private Path folder;
  private Path file;
  private List<String> lines;

  @BeforeEach
  void write() throws IOException {
    try (AuditLog log = Chains.open(dir)) {
      for (int n = 0; n < RECORDS - 2; n++) {
        log.record(Chains.record("order-" + n).about(List.of("10.0.0." + n)));
      }
    }
    folder = dir.resolve(Chains.NAME);
    file = AuditFolder.file(folder, 1);
    lines = new ArrayList<>(Files.readAllLines(file));
    assertEquals(RECORDS, lines.size());
  }

  private Break broken() throws IOException {
    Files.write(file, lines);
    return Chains.verify(folder).broken().orElseThrow();
  }

  private void assertBroken(Damage damage, long line) throws IOException {
    Break broken = broken();
    assertEquals(damage, broken.damage(), broken::message);
    assertEquals(line, broken.line(), broken::message);
  }

  @Test
  void aWholeChainIsIntact() throws IOException {
    Report report = Chains.verify(folder);
    assertEquals(Optional.empty(), report.broken());
    assertEquals(RECORDS, report.records());
    assertEquals(List.of(), report.notes());
    assertEquals(report.end(), Head.in(folder).orElseThrow());
    assertTrue(ChainVerifier.file(file, Optional.empty()).broken().isEmpty());
  }

  @Test
  void anEditedFieldIsFound() throws IOException {
    lines.set(4, lines.get(4).replace("\"who\":\"ann\"", "\"who\":\"bob\""));
    assertBroken(Damage.EDITED, 5);
  }

  @Test
  void aRecordThatWasEditedAndHashedAnewIsFound() throws IOException {
    String edited = rehashed(lines.get(4).replace("\"who\":\"ann\"", "\"who\":\"bob\""));
    lines.set(4, edited);
    assertBroken(Damage.INSERTED, 6);
  }

  private static String rehashed(String line) {
    String body = line.substring(0, line.indexOf(LineWriter.HASH));
    String hash = Hash.hex(Hash.sha256().digest((body + "}").getBytes(StandardCharsets.UTF_8)));
    return body + LineWriter.HASH + hash + "\"}";
  }

  @Test
  void aRemovedLineIsFound() throws IOException {
    lines.remove(4);
    assertBroken(Damage.REMOVED, 5);
  }

  @Test
  void aRemovedFirstLineIsFound() throws IOException {
    lines.removeFirst();
    assertBroken(Damage.REMOVED, 1);
  }

  @Test
  void swappedLinesAreFound() throws IOException {
    Collections.swap(lines, 4, 5);
    assertBroken(Damage.SWAPPED, 5);
  }

  @Test
  void anInsertedRecordIsFound() throws IOException {
    lines.add(5, rehashed(lines.get(5).replace("order-4", "order-x")));
    assertBroken(Damage.INSERTED, 7);
    lines.set(5, lines.get(2));
    assertBroken(Damage.INSERTED, 6);
  }

  @Test
  void aLineThatIsNoRecordIsFound() throws IOException {
    lines.add(3, "{}");
    assertBroken(Damage.UNREADABLE, 4);
  }

  @Test
  void aTruncatedTailIsFound() throws IOException {
    lines.removeLast();
    assertBroken(Damage.TRUNCATED, 0);
    lines.clear();
    assertBroken(Damage.TRUNCATED, 0);
    Files.delete(file);
    assertEquals(Damage.TRUNCATED, Chains.verify(folder).broken().orElseThrow().damage());
  }

  @Test
  void aTailThatWasCutBeforeAStartIsRecordedAndStaysFound() throws IOException {
    Files.write(file, lines.subList(0, RECORDS - 3));
    Chains.open(dir).close();
    Break broken = Chains.verify(folder).broken().orElseThrow();
    assertEquals(Damage.TRUNCATED, broken.damage());
    assertEquals(RECORDS - 2, broken.line());
    assertEquals(
        "3", Chains.records(folder, "repaired").getFirst().at("/details/missing_records").asText());
  }

  @Test
  void aMissingHeadIsFound() throws IOException {
    Files.delete(folder.resolve(Head.NAME));
    assertBroken(Damage.NO_HEAD, 0);
  }

  @Test
  void aRewrittenChainIsFoundByAHashFromElsewhere() throws IOException {
    Head noted = Chains.verify(folder).end();
    String prev = Hash.GENESIS;
    for (int n = 0; n < lines.size(); n++) {
      String line = lines.get(n).replace("\"who\":\"ann\"", "\"who\":\"bob\"");
      int at = line.indexOf(LineWriter.PREV) + LineWriter.PREV.length();
      lines.set(n, rehashed(line.substring(0, at) + prev + line.substring(at + 64)));
      prev = RecordLine.of(lines.get(n).getBytes(StandardCharsets.UTF_8)).orElseThrow().hash();
    }
    Files.write(file, lines);
    new Head(RECORDS, prev).writeTo(folder);
    assertTrue(Chains.verify(folder).broken().isEmpty());
    Report held = ChainVerifier.folder(folder, Optional.of(noted));
    assertEquals(Damage.REWRITTEN, held.broken().orElseThrow().damage());
  }

  @Test
  void aTornLastLineIsNoDamage() throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n{\"seq\":13,\"ti");
    Report report = Chains.verify(folder);
    assertTrue(report.broken().isEmpty(), report::toString);
    assertEquals(1, report.notes().size());
  }

  @Test
  void aTornLastLineIsRepairedAtTheNextStartAndTold() throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n{\"seq\":13,\"ti");
    Chains.open(dir).close();
    Report report = Chains.verify(folder);
    assertTrue(report.broken().isEmpty(), report::toString);
    assertEquals(
        "13", Chains.records(folder, "repaired").getFirst().at("/details/cut_bytes").asText());
    assertEquals(RECORDS + 3, report.records());
  }

  @Test
  void rotatedFilesAreOneChainAndEachIsHeldByTheNext() throws IOException {
    Path other = dir.resolve("rotating");
    long notPruned = 3;
    try (AuditLog log = Chains.open(other, 4 << 10, 0)) {
      for (int n = 0; n < 60; n++) {
        log.record(Chains.record("order-" + n));
        Chains.settle(log);
      }
    }
    Path chain = other.resolve(Chains.NAME);
    List<Path> files = AuditFolder.files(chain);
    assertTrue(files.size() > notPruned, files::toString);
    assertTrue(Chains.verify(chain).broken().isEmpty());

    Path second = files.get(1);
    List<String> kept = Files.readAllLines(second);
    List<String> edited = new ArrayList<>(kept);
    edited.set(0, edited.getFirst().replace("ann", "bob"));
    Files.write(second, edited);
    Break broken = Chains.verify(chain).broken().orElseThrow();
    assertEquals(Damage.EDITED, broken.damage());
    assertEquals(second.getFileName().toString(), broken.file());

    Files.delete(second);
    broken = Chains.verify(chain).broken().orElseThrow();
    assertEquals(Damage.REMOVED, broken.damage());
    assertEquals(files.get(2).getFileName().toString(), broken.file());

    Files.write(second, kept);
    Files.delete(files.getFirst());
    assertEquals(Damage.REMOVED, Chains.verify(chain).broken().orElseThrow().damage());
  }

  @Test
  void filesThatTheServerDroppedAreNoDamage() throws IOException {
    Path other = dir.resolve("pruning");
    try (AuditLog log = Chains.open(other, 4 << 10, 2)) {
      for (int n = 0; n < 80; n++) {
        log.record(Chains.record("order-" + n));
        Chains.settle(log);
      }
    }
    Path chain = other.resolve(Chains.NAME);
    assertEquals(2, AuditFolder.files(chain).size());
    Report report = Chains.verify(chain);
    assertTrue(report.broken().isEmpty(), report::toString);
    assertTrue(report.notes().getFirst().startsWith("begins with record"), report::toString);
  }
}
