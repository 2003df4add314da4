package io.switchgear.cluster.sim;

import io.switchgear.cluster.sim.Step.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One schedule. Faults end before {@link #CALM}; then every node is called until {@link #SILENCE},
 * and at {@link #END} everything must have come to rest.
 *
 * @param seed of all random choices while it runs
 * @param nodes 3 to 5
 */
public record Script(long seed, int nodes, List<Step> steps) {

  static final long CALM = 16_000;
  static final long SILENCE = 28_000;
  static final long END = 38_000;

  private static final int VARIANTS = 5;
  private static final int MOST_FAULTS = 8;
  private static final long LATEST_FAULT = 10_000;
  private static final long LONGEST_FAULT = 6_000;

  private static final List<Kind> FAULTS =
      List.of(Kind.values()).stream().filter(kind -> kind != Kind.CALLS).toList();

  public Script {
    steps = List.copyOf(steps);
  }

  static Script generate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int nodes = 3 + random.nextInt(3);
    List<Step> steps = new ArrayList<>();
    int faults = 1 + random.nextInt(MOST_FAULTS);
    for (int i = 0; i < faults; i++) {
      Kind kind = FAULTS.get(random.nextInt(FAULTS.size()));
      steps.add(step(random, kind, nodes, 500 + random.nextLong(LONGEST_FAULT - 500)));
    }
    int bursts = 3 + random.nextInt(4);
    for (int i = 0; i < bursts; i++) {
      steps.add(step(random, Kind.CALLS, nodes, 1_000 + random.nextLong(3_000)));
    }
    steps.sort(Comparator.comparingLong(Step::at));
    return new Script(random.nextLong(), nodes, steps);
  }

  private static Step step(SplittableRandom random, Kind kind, int nodes, long lasts) {
    int node = random.nextInt(nodes);
    int other = (node + 1 + random.nextInt(nodes - 1)) % nodes;
    return new Step(random.nextLong(LATEST_FAULT), kind, node, other, lasts);
  }

  /** With fewer steps, and with these random numbers and some others. */
  Stream<Script> variants(List<Step> fewer) {
    return LongStream.range(0, VARIANTS).mapToObj(more -> new Script(seed + more, nodes, fewer));
  }

  @Override
  public String toString() {
    return "%d nodes, %d steps%n%s"
        .formatted(
            nodes,
            steps.size(),
            steps.stream().map(Step::toString).collect(Collectors.joining("\n")));
  }
}
