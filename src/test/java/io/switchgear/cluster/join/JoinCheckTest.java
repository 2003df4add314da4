package io.switchgear.cluster.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.jdk.javaapi.CollectionConverters;

/** What a node must have in common with its cluster, and what it is told otherwise. */
class JoinCheckTest {

  private static final String PROTOCOL =
      "its version speaks another protocol between nodes (%s instead of %s); stop all nodes, and"
          + " start them with one version";
  private static final String STORE =
      "its database is another one (%s instead of %s); give all nodes the same"
          + " switchgear.store.url";

  /** The protocol and the database of the joining node, then those of the cluster. */
  @ParameterizedTest
  @CsvSource({
    "2, red,  2, red",
    "1, red,  2, red",
    "3, red,  2, red",
    "'', red, 2, red",
    "2, red,  2, blue",
    "2, '',   2, blue",
    "1, red,  2, blue",
  })
  void whatDiffersIsToldWithBothValues(
      String protocol, String store, String protocolHere, String storeHere) {
    ConfigValidation said =
        new JoinCheck().check(config(protocol, store), config(protocolHere, storeHere));
    List<String> problems = new ArrayList<>();
    if (!store.equals(storeHere)) {
      problems.add(STORE.formatted(shown(store), shown(storeHere)));
    }
    if (!protocol.equals(protocolHere)) {
      problems.add(PROTOCOL.formatted(shown(protocol), shown(protocolHere)));
    }
    assertEquals(
        problems,
        said instanceof Invalid invalid
            ? CollectionConverters.asJava(invalid.errorMessages())
            : List.of());
  }

  private static String shown(String value) {
    return value.isEmpty() ? "nothing" : value;
  }

  private static Config config(String protocol, String store) {
    StringBuilder text = new StringBuilder();
    if (!protocol.isEmpty()) {
      text.append("switchgear-cluster.protocol = ").append(protocol).append('\n');
    }
    if (!store.isEmpty()) {
      text.append("switchgear-cluster.store = ").append(store).append('\n');
    }
    return ConfigFactory.parseString(text.toString());
  }
}
