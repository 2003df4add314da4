package io.switchgear.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.config.ScopeFiles;
import io.switchgear.watch.view.ViewMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scope as a client reads it. */
class ScopeSummaryTest {

  @TempDir Path folder;

  @Test
  void theDefaultScopeIsShort() {
    String text = ViewMapper.text(new ScanScope(ScopePolicy.DEFAULT).summary("local"));
    assertTrue(text.length() < 2_000, () -> text.length() + ": " + text);
    assertTrue(text.contains("169.254.0.0/16"), text);
    assertTrue(text.contains("192.168.0.0/16"), text);
    assertTrue(text.contains(".lab.internal"), text);
  }

  @Test
  void aLargeScopeIsCutAndSaysSo() throws IOException {
    StringBuilder rules = new StringBuilder("rules = [\n");
    for (int i = 0; i < 1_000; i++) {
      rules.append(
          "{ allow = [\"44.%d.%d.0/24\"], ports = [80], authoriser = a, reference = r }\n"
              .formatted(i / 100, 2 * (i % 100)));
    }
    ScopePolicy policy = ScopeFiles.policy(folder, rules.append("]").toString());
    JsonNode json = ViewMapper.tree(new ScanScope(policy).summary("ann"));
    assertEquals(951, json.path("left_out").asLong());
    assertTrue(json.toString().length() < 40_000);
  }
}
