package io.switchgear.app.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("process")
class HeapExhaustionTest {

  /** Exhausts the memory on a dispatcher's thread and keeps it allocated. */
  public static final class Hoarder {

    private static final List<byte[]> HOARD = new ArrayList<>();

    private Hoarder() {}

    public static void main(String[] arguments) {
      ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "hoarder");
      system
          .executionContext()
          .execute(
              () -> {
                while (true) {
                  HOARD.add(new byte[1_000]);
                }
              });
    }
  }

  @Test
  void aProcessWhoseMemoryIsGoneEndsByItself() throws Exception {
    Process hoarder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Hoarder.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(hoarder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(
        HeapExhaustion.STATUS, Await.exit("the end of the process", () -> said, hoarder), said);
    assertTrue(said.contains("its memory is exhausted"), said);
  }

  @ParameterizedTest
  @CsvSource({
    "Java heap space, true",
    "GC overhead limit exceeded, true",
    "Metaspace, true",
    ", true",
    "unable to create native thread: possibly out of memory or process/resource limits reached,"
        + " false",
    "'Cannot reserve 65536 bytes of direct buffer memory (allocated: 1, limit: 2)', false",
    "Requested array size exceeds VM limit, false",
    "Required length exceeds implementation limit, false",
  })
  void onlyMemoryOfAllMakesAnErrorFatal(String message, boolean fatal) {
    assertEquals(fatal, HeapExhaustion.isShownBy(new OutOfMemoryError(message)));
    assertEquals(false, HeapExhaustion.isShownBy(new StackOverflowError(message)));
  }
}
