package io.switchgear.scan.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.ToolPlan;
import org.junit.jupiter.api.Test;

class JobDefinitionTest {

  private static final JobDefinition NEW =
      JobDefinition.of(
          ToolPlan.of(HeldTools.call("scan", "{}")).with(PinnedTargets.of("10.0.0.0/22")),
          64,
          false,
          0);

  @Test
  void aSmallJobHasBlocksOfOneSize() {
    assertEquals(16, new Blocks(NEW).count());
    assertEquals(64, new Blocks(NEW).addresses(15).count().intValueExact());
  }

  /** The numbers of its finished blocks would be those of other addresses. */
  @Test
  void aStoredJobIsCutAsItWas() {
    ObjectNode stored = DataJson.write(NEW);
    assertEquals(NEW, DataJson.read(stored, JobDefinition.class));
    stored.remove("divideFrom");
    Blocks blocks = new Blocks(DataJson.read(stored, JobDefinition.class));
    assertEquals(28, blocks.count());
    assertEquals(16, blocks.addresses(12).count().intValueExact());
  }
}
