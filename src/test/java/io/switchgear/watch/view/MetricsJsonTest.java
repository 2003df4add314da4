package io.switchgear.watch.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.metrics.SampleMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of every shape of the metrics is fixed in metrics-on-the-wire.txt, a line for each. */
class MetricsJsonTest {

  private static final String GOLDEN = "metrics-on-the-wire.txt";

  @Test
  void theTextOfEachShapeIsFixed() throws IOException {
    SampleMetrics sample = new SampleMetrics();
    MetricsRegistry metrics = sample.registry;
    String all = metrics.all().toString();
    String tool = metrics.tool("a").toString();
    String taken = metrics.takeSnapshot().toString();
    String correlation = metrics.correlation().toString();
    sample.goOn();
    List<String> lines =
        List.of(
            all,
            tool,
            taken,
            correlation,
            metrics.series("a", Duration.ofMinutes(3)).toString(),
            metrics.compare("latest", "now").orElseThrow().toString(),
            metrics.snapshots().toString());
    try (InputStream golden = MetricsJsonTest.class.getResourceAsStream(GOLDEN)) {
      assertEquals(
          new String(golden.readAllBytes(), StandardCharsets.UTF_8),
          String.join("\n", lines) + "\n");
    }
  }
}
