package io.switchgear.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ReportJson.schema());

  @Test
  void writesTheGoldenReport() throws IOException {
    JsonNode golden = JSON.readTree(getClass().getResourceAsStream("scan-report.golden.json"));
    // Through text, so that number types compare as a client sees them.
    assertEquals(golden, JSON.readTree(ReportJson.write(Reports.full()).toString()));
  }

  @Test
  void leavesOutWhatIsEmptyButNotHosts() {
    assertEquals(
        "{\"scanner\":\"connect scan\",\"complete\":false,\"hosts\":[],\"statistics\":"
            + "{\"hosts_total\":1,\"hosts_up\":0,\"hosts_down\":0,\"open_ports\":0,"
            + "\"elapsed_seconds\":0.0}}",
        ReportJson.write(Reports.bare()).toString());
  }

  @Test
  void everyReportConformsToTheSchema() {
    for (ScanReport report :
        List.of(Reports.full(), Reports.bare(), Reports.hostile(), Reports.huge())) {
      assertEquals(List.of(), schema.validate(ReportJson.write(report)));
    }
  }

  @Test
  void theSchemaForbidsWhatItDoesNotKnow() {
    ObjectNode report = ReportJson.write(Reports.full());
    ((ObjectNode) report.at("/hosts/0/ports/0")).put("extra", 1);
    List<Error> errors = schema.validate(report);
    assertEquals(1, errors.size(), errors::toString);
  }

  @Test
  void aCallersChangeToTheSchemaStaysWithTheCaller() {
    ReportJson.schema().removeAll();
    assertTrue(ReportJson.schema().has("properties"));
  }

  @Test
  void d31_noControlCharacterReachesTheWire() {
    assertCleaned(ReportJson.write(Reports.hostile()));
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
