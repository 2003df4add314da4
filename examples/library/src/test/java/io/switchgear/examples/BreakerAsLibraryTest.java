package io.switchgear.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.stage.CircuitBreaker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** The example, and the class path of a program that depends only on the published breaker. */
class BreakerAsLibraryTest {

  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>.*?<artifactId>(.*?)</artifactId>", Pattern.DOTALL);

  /** The jars of JUnit and of its runner. */
  private static final Pattern OF_TESTS =
      Pattern.compile("(junit|jupiter|opentest4j|apiguardian|jspecify|test-).*");

  @Test
  void opensRefusesAndRecovers() {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "shop");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      BreakerAsLibrary.run(system, new PrintStream(printed, true, StandardCharsets.UTF_8));
    } finally {
      system.terminate();
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

  @Test
  void thePublishedBreakerDependsOnTypedActorsAndSlf4jAlone()
      throws IOException, URISyntaxException {
    Path jar =
        Path.of(CircuitBreaker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String pom = Files.readString(Path.of(jar.toString().replaceFirst("\\.jar$", ".pom")));
    assertEquals(
        Set.of("pekko-actor-typed_2.13", "slf4j-api"),
        DEPENDENCY.matcher(pom).results().map(found -> found.group(1)).collect(Collectors.toSet()));
  }

  @Test
  void theClassPathHasOnlyWhatTypedActorsBring() {
    Set<String> jars =
        Stream.of(System.getProperty("java.class.path").split(":"))
            .filter(entry -> entry.endsWith(".jar"))
            .map(entry -> Path.of(entry).getFileName().toString())
            .map(name -> name.replaceFirst("(_2\\.13)?-\\d.*", ""))
            .filter(name -> !OF_TESTS.matcher(name).matches())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(
            "config",
            "pekko-actor",
            "pekko-actor-typed",
            "pekko-slf4j",
            "scala-library",
            "slf4j-api",
            "switchgear-breaker"),
        jars);
  }
}
