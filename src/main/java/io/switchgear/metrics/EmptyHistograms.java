package io.switchgear.metrics;

import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kamon.metric.Distribution;
import kamon.metric.Instrument;
import kamon.metric.PeriodSnapshot;
import kamon.tag.Tag;
import kamon.tag.TagSet;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds the series of histograms without recordings, which Kamon leaves out of its Prometheus text.
 * Without them, Prometheus misses the first recording when it computes an increase. Only histograms
 * whose Kamon name equals their Prometheus name are supported.
 */
final class EmptyHistograms {

  private static final String BUCKETS = "kamon.prometheus.buckets.";

  private final Config config;
  private final Map<String, Set<TagSet>> recorded = new HashMap<>();
  private Map<String, Set<TagSet>> empty = Map.of();

  /** Reads the buckets from {@code kamon.prometheus.buckets}. */
  EmptyHistograms(Config config) {
    this.config = config;
  }

  /** Updates the set of empty histograms from a period's snapshot. */
  synchronized void update(PeriodSnapshot snapshot) {
    Map<String, Set<TagSet>> found = new HashMap<>();
    for (var metric : CollectionConverters.asJava(snapshot.histograms())) {
      Set<TagSet> before = recorded.computeIfAbsent(metric.name(), name -> new HashSet<>());
      for (Instrument.Snapshot<Distribution> each :
          CollectionConverters.asJava(metric.instruments())) {
        if (each.value().count() > 0) {
          before.add(each.tags());
        } else if (!before.contains(each.tags())) {
          found.computeIfAbsent(metric.name(), name -> new HashSet<>()).add(each.tags());
        }
      }
    }
    empty = found;
  }

  /** Inserts the empty series after the TYPE line of their family. */
  synchronized String addTo(String text) {
    String all = text;
    for (Map.Entry<String, Set<TagSet>> family : empty.entrySet()) {
      String head = "# TYPE " + family.getKey() + " histogram\n";
      String series =
          family.getValue().stream()
              .map(tags -> series(family.getKey(), labels(tags)))
              .sorted()
              .collect(Collectors.joining());
      all = all.replace(head, head + series);
    }
    return all;
  }

  private String series(String name, Map<String, String> labels) {
    StringBuilder text = new StringBuilder();
    for (String bound : bounds(name)) {
      Map<String, String> all = new LinkedHashMap<>(labels);
      all.put("le", bound);
      text.append(line(name + "_bucket", all));
    }
    return text.append(line(name + "_count", labels))
        .append(line(name + "_sum", labels))
        .toString();
  }

  private List<String> bounds(String name) {
    String own = BUCKETS + "custom.\"" + name + "\"";
    List<String> bounds =
        config.getDoubleList(config.hasPath(own) ? own : BUCKETS + "time-buckets").stream()
            .map(String::valueOf)
            .collect(Collectors.toList());
    bounds.add("+Inf");
    return bounds;
  }

  private static Map<String, String> labels(TagSet tags) {
    Map<String, String> labels = new TreeMap<>();
    for (Tag tag : CollectionConverters.asJava(tags.all())) {
      labels.put(tag.key(), String.valueOf(Tag.unwrapValue(tag)));
    }
    return labels;
  }

  private static String line(String name, Map<String, String> labels) {
    String listed =
        labels.entrySet().stream()
            .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
            .collect(Collectors.joining(","));
    return name + (listed.isEmpty() ? "" : "{" + listed + "}") + " 0.0\n";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
