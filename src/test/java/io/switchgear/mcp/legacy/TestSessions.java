package io.switchgear.mcp.legacy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Scheduler;

/** Where the sessions of a test's server live: one actor system for all, that ends with them. */
public final class TestSessions {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          "sessions",
          ConfigFactory.parseString("pekko.daemonic = on").withFallback(ConfigFactory.load()));

  private TestSessions() {}

  public static Scheduler scheduler() {
    return KIT.scheduler();
  }

  public static <T> ActorRef<T> spawn(Behavior<T> behavior) {
    return KIT.spawn(behavior);
  }

  /** For one server. */
  public static SessionDirectory of(int max) {
    return of(max, Duration.ofMinutes(5));
  }

  public static SessionDirectory of(int max, Duration idle) {
    return SessionDirectory.start("test", max, idle, KIT.scheduler(), KIT::spawn);
  }
}
