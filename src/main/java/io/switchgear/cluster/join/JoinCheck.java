package io.switchgear.cluster.join;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What all nodes of a cluster must have in common. Pekko asks it on both sides when a node joins,
 * and a node that differs ends; the nodes that it has asked log what differs (application.conf
 * names this class). Pekko itself compares the number of shards.
 */
public final class JoinCheck extends JoinConfigCompatChecker {

  /**
   * Of the messages between nodes. It is raised when a node of the version before cannot work with
   * nodes of this one; then all nodes must be stopped for an upgrade.
   */
  static final int PROTOCOL = 2;

  static final String PROTOCOL_KEY = "switchgear-cluster.protocol";
  static final String STORE_KEY = "switchgear-cluster.store";

  private static final Map<String, String> ADVICE =
      Map.of(
          PROTOCOL_KEY,
          "its version speaks another protocol between nodes (%s instead of %s); stop all nodes,"
              + " and start them with one version",
          STORE_KEY,
          "its database is another one (%s instead of %s); give all nodes the same"
              + " switchgear.store.url");

  /** Called by Pekko through reflection. */
  public JoinCheck() {}

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(List.of(PROTOCOL_KEY, STORE_KEY)).toList();
  }

  @Override
  public ConfigValidation check(Config joining, Config here) {
    List<String> problems =
        ADVICE.entrySet().stream()
            .filter(entry -> !value(joining, entry.getKey()).equals(value(here, entry.getKey())))
            .map(
                entry ->
                    entry
                        .getValue()
                        .formatted(value(joining, entry.getKey()), value(here, entry.getKey())))
            .sorted()
            .toList();
    return problems.isEmpty()
        ? org.apache.pekko.cluster.Valid$.MODULE$
        : new org.apache.pekko.cluster.Invalid(CollectionConverters.asScala(problems).toList());
  }

  private static String value(Config config, String key) {
    return config.hasPath(key) ? config.getString(key) : "nothing";
  }
}
