package io.switchgear.cluster.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.cluster.budget.LeaseRule.Claim;
import io.switchgear.cluster.budget.LeaseRule.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseRuleTest {

  private static Claim claim(String node, int share, int wanted, int step, int age) {
    return new Claim(node, share, wanted, step, Duration.ofSeconds(age));
  }

  @Test
  void nodesThatWantLittleGetItAndTheOthersDivideTheRestEvenly() {
    assertEquals(
        Map.of("a", 10, "b", 45, "c", 45),
        LeaseRule.fair(
            100,
            List.of(claim("a", 0, 10, 1, 0), claim("b", 0, 90, 1, 0), claim("c", 0, 60, 1, 0))));
  }

  @Test
  void oneNodeAloneGetsAll() {
    assertEquals(Map.of("a", 100), LeaseRule.fair(100, List.of(claim("a", 0, 100, 7, 0))));
  }

  @Test
  void aPartIsOfWholeSteps() {
    assertEquals(
        Map.of("a", 50, "b", 25, "c", 25),
        LeaseRule.fair(
            110,
            List.of(
                claim("a", 50, 100, 25, 1), claim("b", 0, 100, 25, 0), claim("c", 0, 100, 25, 0))));
  }

  @Test
  void whatANodeHoldsIsNotTakenFromIt() {
    Claim holder = claim("a", 80, 100, 1, 60);
    Claim other = claim("b", 0, 100, 1, 5);
    assertEquals(new Grant(20, 50), LeaseRule.grant(100, other, List.of(holder)));
    assertEquals(new Grant(80, 50), LeaseRule.grant(100, holder, List.of(other)));
    assertEquals(50, LeaseRule.grant(100, holder, List.of(other)).usable());
  }

  @Test
  void aLimitOfOneGoesRound() {
    Claim holder = claim("a", 1, 1, 1, 14);
    Claim first = claim("c", 0, 1, 1, 9);
    Claim second = claim("b", 0, 1, 1, 3);
    assertEquals(Map.of("a", 1, "b", 0, "c", 0), LeaseRule.fair(1, List.of(holder, first, second)));
    assertEquals(
        Map.of("a", 0, "b", 0, "c", 1),
        LeaseRule.fair(1, List.of(claim("a", 1, 1, 1, 15), first, second)));
  }

  @Test
  void aLimitThatWasLoweredIsNotExceeded() {
    assertEquals(
        new Grant(0, 25),
        LeaseRule.grant(50, claim("a", 80, 80, 1, 60), List.of(claim("b", 50, 80, 1, 60))));
  }
}
