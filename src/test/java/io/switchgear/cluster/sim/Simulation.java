package io.switchgear.cluster.sim;

import io.switchgear.scan.run.Handouts;
import java.util.Optional;
import java.util.function.Predicate;

/** Runs schedules with some rules. */
final class Simulation {

  private final Rules rules;
  private final Tally tally;

  Simulation(Rules rules, Tally tally) {
    this.rules = rules;
    this.tally = tally;
  }

  /** A schedule that breaks a rule, as it was found and without the steps that it does not need. */
  record Failure(long seed, Script found, Script shortest, Violation violation) {
    @Override
    public String toString() {
      return "seed %d (-Dsimulation.seed=%d -Dsimulation.schedules=1), %s%n%d of %d steps are needed: %s"
          .formatted(
              seed,
              seed,
              violation.getMessage(),
              shortest.steps().size(),
              found.steps().size(),
              shortest);
    }
  }

  /** Runs one schedule; empty if every rule holds. */
  Optional<Violation> run(Script script) {
    World world = new World(script);
    world.add(new Calls(world, rules, tally));
    world.add(new Handouts(world, rules.fenced(), rules.storesOnce(), tally));
    try {
      world.run();
      return Optional.empty();
    } catch (Violation violation) {
      return Optional.of(violation);
    } catch (RuntimeException bug) {
      return Optional.of(new Violation("nothing throws", bug + " at " + bug.getStackTrace()[0]));
    } finally {
      tally.add(Tally.What.EVENTS, world.events());
    }
  }

  /** Runs the schedules of these seeds until one fails, and shrinks that one. */
  Optional<Failure> search(long firstSeed, int schedules) {
    return search(firstSeed, schedules, any -> true);
  }

  /** Passes over schedules that fail in another way than the wanted one. */
  Optional<Failure> search(long firstSeed, int schedules, Predicate<Violation> wanted) {
    for (long seed = firstSeed; seed < firstSeed + schedules; seed++) {
      Script script = Script.generate(seed);
      Optional<Violation> violation = run(script).filter(wanted);
      if (violation.isPresent()) {
        return Optional.of(failure(seed, script, violation.get()));
      }
    }
    return Optional.empty();
  }

  private Failure failure(long seed, Script script, Violation violation) {
    Script shortest =
        Shrinker.shrink(
            script,
            other -> run(other).filter(same -> same.rule().equals(violation.rule())).isPresent());
    return new Failure(seed, script, shortest, run(shortest).orElse(violation));
  }
}
