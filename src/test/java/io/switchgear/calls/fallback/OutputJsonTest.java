package io.switchgear.calls.fallback;

import static io.switchgear.tool.HeldTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.tool.Content;
import io.switchgear.tool.ToolOutput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputJsonTest {

  @Test
  void everyKindOfContentSurvivesTheStore() {
    ToolOutput output =
        new ToolOutput(
            List.of(
                new Content.Text("text"),
                new Content.Image("AAAA", "image/png"),
                new Content.Audio("BBBB", "audio/wav"),
                new Content.EmbeddedText("scan://1", "text/plain", "text"),
                new Content.ResourceLink(
                    "scan://1/report", "report", "Report", "All hosts.", "application/json")),
            Optional.empty());
    assertEquals(output, OutputJson.read(OutputJson.write(output)));
    ToolOutput structured = ToolOutput.of("one host", json("{'hosts':['a']}"));
    assertEquals(structured, OutputJson.read(OutputJson.write(structured)));
  }
}
