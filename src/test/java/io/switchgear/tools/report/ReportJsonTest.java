package io.switchgear.tools.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

  @Test
  void aCallersChangeToTheSchemaStaysWithTheCaller() {
    ReportJson.schema().removeAll();
    assertTrue(ReportJson.schema().has("properties"));
  }

  @Test
  void noControlCharacterReachesTheWire() {
    assertCleaned(ReportJson.write(ReportDigest.of(Reports.hostile(), 100_000), true));
  }

  private static void assertCleaned(JsonNode node) {
    if (node.isTextual()) {
      assertFalse(
          node.asText()
              .codePoints()
              .anyMatch(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202E)),
          () -> "not clean: " + node);
    }
    node.forEach(ReportJsonTest::assertCleaned);
  }
}
