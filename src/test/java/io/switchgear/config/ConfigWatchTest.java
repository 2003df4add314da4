package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file and the scope file that it names are both watched. */
class ConfigWatchTest {

  private static final String RULE =
      "rules = [ { deny = [\"10.0.0.1\"], authoriser = a, reference = r } ]";

  @TempDir Path folder;
  private Path file;
  private Path first;
  private Path second;
  private final BlockingQueue<Reloaded> reloads = new LinkedBlockingQueue<>();
  private Reloading reloading;
  private ConfigWatch watch;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("my.conf");
    first = Files.createDirectory(folder.resolve("one")).resolve("scope.conf");
    second = Files.createDirectory(folder.resolve("two")).resolve("scope.conf");
    write(first, "rules = []");
    write(second, "rules = []");
    name(first);
    reloading =
        new Reloading(SettingsTest.loader(Map.of(), Map.of()).load(Optional.of(file), Map.of()));
    reloading.add(Reloadable.simple(after -> {}, ReloadKeys.TOOLS));
    watch = ConfigWatch.start(reloading);
    reloading.listen(reloads::add);
  }

  @AfterEach
  void stop() {
    watch.close();
  }

  private void name(Path scope) throws IOException {
    write(file, "switchgear { reload.debounce = 100ms, scope.file = \"" + scope + "\" }");
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = Files.writeString(file.resolveSibling("fresh"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Reloaded next() throws InterruptedException {
    return Await.next("a reload", reloads);
  }

  @Test
  void aChangeOfTheScopeFileIsReloadedAndTold() throws Exception {
    write(first, RULE);
    Reloaded reloaded = next();
    assertEquals("file", reloaded.by());
    assertEquals(
        List.of(
            new SettingChange(
                "switchgear.scope.file", first + " with 0 rules", first + " with 1 rules")),
        reloaded.changed());
    assertEquals(1, reloading.current().scope().file().rules().size());
  }

  @Test
  void aBadScopeFileChangesNothing() throws Exception {
    Settings before = reloading.current();
    write(first, RULE.replace("authoriser", "author"));
    Reloaded reloaded = next();
    assertFalse(reloaded.applied());
    assertEquals("scope-file.rules[0].author", reloaded.problems().getFirst().key());
    assertEquals(before, reloading.current());
  }

  @Test
  void theWatchFollowsTheKey() throws Exception {
    name(second);
    assertEquals("switchgear.scope.file", next().changed().getFirst().key());
    write(second, RULE);
    assertEquals(second + " with 1 rules", next().changed().getFirst().to());
    write(first, RULE);
    write(file, "switchgear.reload.debounce = 100ms");
    assertEquals(
        "\"\"", next().changed().getFirst().to(), "the first file is not watched any more");
    assertTrue(reloads.isEmpty(), reloads::toString);
  }
}
