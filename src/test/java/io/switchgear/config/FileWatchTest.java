package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir Path folder;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private FileWatch watch(Path file) throws IOException {
    return FileWatch.start(
        file,
        Duration.ofMillis(50),
        () -> {
          try {
            told.add(Files.readString(file));
          } catch (IOException gone) {
            told.add("gone");
          }
        });
  }

  private String next() throws InterruptedException {
    String text = Await.next("the told", told);
    assertNotNull(text, "nothing was told");
    return text;
  }

  @Test
  void aFileThatIsWrittenOrReplacedIsTold() throws Exception {
    Path file = Files.writeString(folder.resolve("my.conf"), "1");
    try (FileWatch watch = watch(file)) {
      Files.writeString(file, "2");
      assertEquals("2", next());
      Path fresh = Files.writeString(folder.resolve("my.conf.new"), "3");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      assertEquals("3", next());
      Files.delete(file);
      Files.writeString(file, "4");
      assertEquals("4", next());
      assertNotNull(watch);
    }
  }

  @Test
  void theSameBytesAndOtherFilesAreNoChange() throws Exception {
    Path file = Files.writeString(folder.resolve("my.conf"), "1");
    try (FileWatch watch = watch(file)) {
      Files.writeString(folder.resolve("other.conf"), "x");
      Files.writeString(file, "1");
      Files.writeString(file, "2");
      assertEquals("2", next(), "what came before was no change");
      assertNotNull(watch);
    }
    assertNull(told.poll());
  }

  /** As an orchestrator does it: the file is a link through a folder that is another one then. */
  @Test
  void aLinkThatLeadsElsewhereIsAChange() throws Exception {
    Path first = Files.createDirectory(folder.resolve("..1"));
    Files.writeString(first.resolve("my.conf"), "1");
    Path second = Files.createDirectory(folder.resolve("..2"));
    Files.writeString(second.resolve("my.conf"), "2");
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Path file = Files.createSymbolicLink(folder.resolve("my.conf"), Path.of("..data", "my.conf"));
    try (FileWatch watch = watch(file)) {
      Path fresh = Files.createSymbolicLink(folder.resolve("..new"), Path.of("..2"));
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
      assertEquals("2", next());
      assertNotNull(watch);
    }
  }
}
