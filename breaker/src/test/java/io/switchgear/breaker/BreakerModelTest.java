package io.switchgear.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.switchgear.breaker.Walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random walks of the breaker beside {@link PlainBreaker}. After each step both must agree, and the
 * invariants of {@link Walk} must hold. A walk that fails is shrunk and printed.
 */
class BreakerModelTest {

  private static final int WALKS = 1_000;
  private static final int STEPS = 1_000;

  @Test
  void aMillionStepsAgreeWithThePlainModel() {
    long seed = Long.getLong("switchgear.seed", new SplittableRandom().nextLong());
    System.out.println("breaker walks with -Dswitchgear.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Census census = new Census();
    for (int i = 0; i < WALKS; i++) {
      BreakerPolicy policy = Walk.policy(random);
      long breakerSeed = random.nextLong();
      double failing = random.nextBoolean() ? 0.04 : 0.3;
      List<Step> steps = new ArrayList<>(STEPS);
      for (int s = 0; s < STEPS; s++) {
        steps.add(Walk.step(random, failing));
      }
      Optional<String> failure = Walk.run(policy, breakerSeed, steps, census);
      if (failure.isPresent()) {
        List<Step> shortest = Walk.shrink(policy, breakerSeed, steps);
        fail(
            "seed %d, %s, breaker seed %d%n%s%nsteps: %s"
                .formatted(
                    seed,
                    policy,
                    breakerSeed,
                    Walk.run(policy, breakerSeed, shortest, new Census()).orElseThrow(),
                    shortest));
      }
    }
    assertEquals(WALKS * STEPS, census.steps());
    assertTrue(census.reachedEverything(), census.toString());
  }

  @Test
  void aFailingWalkIsShrunk() {
    SplittableRandom random = new SplittableRandom(7);
    List<Step> steps = new ArrayList<>();
    for (int s = 0; s < 500; s++) {
      steps.add(Walk.step(random, 0.3));
    }
    List<Step> shortest =
        Walk.shrink(steps, tried -> tried.stream().filter(Step.Time.class::isInstance).count() > 2);
    assertEquals(3, shortest.size());
  }
}
