package io.switchgear.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;

class BreakerAsLibraryTest {

  @Test
  void opensRefusesAndRecovers() {
    ActorTestKit kit = ActorTestKit.create();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      BreakerAsLibrary.run(kit.system(), new PrintStream(printed, true, StandardCharsets.UTF_8));
    } finally {
      kit.shutdownTestKit();
    }
    assertEquals(
        """
        1. no price; the breaker is closed
        2. no price; the breaker is closed
        3. no price; the breaker is open
        4. refused; the breaker is open
        5. 42.00; the breaker is closed
        The service was asked 4 times.
        """,
        printed.toString(StandardCharsets.UTF_8));
  }
}
