package io.switchgear.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LibraryGuideTest {

  @Test
  void theGuideShowsTheExampleAsItIs() throws IOException {
    String example =
        Files.readString(
            Path.of("examples/library/src/main/java/io/switchgear/examples/BreakerAsLibrary.java"));
    String shown = example.substring(example.indexOf("public final class")).strip();
    assertTrue(
        Files.readString(Path.of("docs/library.md")).contains("```java\n" + shown + "\n```"),
        "docs/library.md does not show BreakerAsLibrary as it is; put its class there again");
  }
}
