package io.switchgear.supervisor;

import com.typesafe.config.ConfigFactory;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What the benchmarks run in. */
final class Systems {

  private Systems() {}

  /** An actor system that is no cluster, with nothing in it. */
  static ActorSystem<Void> local() {
    return ActorSystem.create(
        Behaviors.empty(),
        "benchmark",
        ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.load()));
  }

  /** Opens for an hour. */
  static ProtectionPolicy policy(int maxConcurrent) {
    Duration hour = Duration.ofHours(1);
    return new ProtectionPolicy(
        Duration.ofSeconds(30),
        new BreakerPolicy(5, hour, 1, hour, 0, 1, 1),
        new BulkheadPolicy(maxConcurrent, 0));
  }
}
