package io.switchgear.watch.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.metrics.MetricsRegistry;
import io.switchgear.metrics.SampleMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of every shape of the metrics is fixed in metrics-on-the-wire.txt, a line for each. */
class MetricsJsonTest {

  private static final String GOLDEN = "metrics-on-the-wire.txt";

  @Test
  void theTextOfEachShapeIsFixed() throws IOException {
    SampleMetrics sample = new SampleMetrics();
    MetricsRegistry metrics = sample.registry;
    List<Record> views = new ArrayList<>();
    views.add(MetricsJson.of(metrics.now()));
    views.add(MetricsJson.Tool.of(metrics.tool("a")));
    views.add(SnapshotJson.of(metrics.takeSnapshot()));
    views.add(CorrelationJson.of(metrics.correlation()));
    sample.goOn();
    views.add(MetricsJson.Series.of("a", metrics.minutes("a", Duration.ofMinutes(3))));
    views.add(ComparisonJson.of(metrics.compare("latest", "now").orElseThrow()));
    views.add(SnapshotJson.All.of(metrics.snapshots()));
    assertEquals(golden(), views.stream().map(view -> ViewMapper.text(view)).toList());
    for (Record view : views) {
      assertEquals(view, ViewMapper.read(ViewMapper.tree(view), view.getClass()));
    }
  }

  private static List<String> golden() throws IOException {
    try (InputStream golden = MetricsJsonTest.class.getResourceAsStream(GOLDEN)) {
      return new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
