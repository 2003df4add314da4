package io.switchgear.cluster.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes are asked, and who founds: the node whose own address comes first. */
class JoiningTest {

  private static final Address OWN = new Address("pekko", "switchgear", "own", 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "own:1 b:1 c:1 | ''          | own:1 b:1 c:1",
        "own:1 b:1     | d:1         | b:1 d:1",
        "own:1 b:1     | own:1 b:1   | b:1",
        "own:1         | ''          | own:1",
        "own:1         | d:1         | d:1",
        "b:1 own:1     | ''          | b:1",
        "b:1 own:1     | b:1 e:2     | b:1 e:2",
        "b:1 c:1       | ''          | b:1 c:1",
      })
  void onlyTheFirstSeedFoundsAndOnlyIfNobodyRuns(String seeds, String running, String order) {
    assertEquals(addresses(order), Joining.order(addresses(seeds), OWN, addresses(running)));
  }

  private static List<Address> addresses(String text) {
    return text.isBlank() ? List.of() : Seeds.addresses(OWN, List.of(text.strip().split(" +")));
  }
}
