package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingTest {

  @TempDir Path folder;
  private Path file;
  private Reloading reloading;
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("my.conf");
    write("switchgear.http.port = 1");
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    SettingsLoader loader = new SettingsLoader(Map.of("SWITCHGEAR_TARGETS_SWEEP", "7"), properties);
    reloading = new Reloading(loader.load(Optional.of(file), Map.of()));
    reloading.add(component("first", "switchgear.tools.*.breaker", "switchgear.targets"));
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines));
  }

  private Reloadable component(String name, String... keys) {
    return new Reloadable() {
      @Override
      public List<String> keys() {
        return List.of(keys);
      }

      @Override
      public Runnable prepare(Settings before, Settings after) {
        done.add(name + " prepared");
        return () -> done.add(name + " in place");
      }
    };
  }

  private static List<String> keys(List<SettingChange> changes) {
    return changes.stream().map(SettingChange::key).toList();
  }

  @Test
  void whatIsClaimedIsAppliedAndTheRestIsTold() throws IOException {
    write(
        "switchgear.http.port = 2",
        "switchgear.tools.nmap.breaker.failure-threshold = 9",
        "pekko.loglevel = INFO");
    Reloaded reloaded = reloading.reload("api");
    assertEquals(
        List.of(new SettingChange("switchgear.tools.nmap.breaker.failure-threshold", "", "9")),
        reloaded.changed());
    assertEquals(List.of("pekko.loglevel", "switchgear.http.port"), keys(reloaded.needsRestart()));
    assertEquals(
        new SettingChange("switchgear.http.port", "1", "2"), reloaded.needsRestart().getLast());
    assertEquals(List.of("first prepared", "first in place"), done);
    assertEquals(9, reloading.current().tool("nmap").protection().breaker().failureThreshold());
    assertEquals(1, reloading.current().http().port(), "in effect until a restart");
    assertEquals(
        List.of("pekko.loglevel", "switchgear.http.port"),
        keys(reloading.reload("api").needsRestart()),
        "told until then");
  }

  @Test
  void aComponentThatRefusesStopsAll() throws IOException {
    reloading.add(
        refusing(new SettingsException("switchgear.tools.nmap.fallback", "no such tool")));
    Settings before = reloading.current();
    write("switchgear.targets.idle = 7m");
    Reloaded reloaded = reloading.reload("api");
    assertFalse(reloaded.applied());
    assertEquals(
        List.of(new SettingProblem("switchgear.tools.nmap.fallback", "", "", "no such tool")),
        reloaded.problems());
    assertEquals(List.of("first prepared"), done);
    assertSame(before, reloading.current());
  }

  @Test
  void aRefusalWithoutAKeyIsReportedWithTheFirstKeyOfTheComponent() throws IOException {
    reloading.add(
        refusing(new IllegalArgumentException("not a level"), "switchgear.log.level", "pekko"));
    assertRefused("switchgear.log.level", "not a level");
  }

  @Test
  void aRefusalWithoutAKeyByAComponentWithoutKeysIsReportedForTheWholeConfiguration()
      throws IOException {
    reloading.add(refusing(new IllegalArgumentException("not a level")));
    assertRefused("switchgear", "not a level");
  }

  private void assertRefused(String key, String message) throws IOException {
    List<Reloaded> heard = new ArrayList<>();
    reloading.listen(heard::add);
    Settings before = reloading.current();
    write("switchgear.targets.idle = 7m");
    Reloaded reloaded = reloading.reload("api");
    assertFalse(reloaded.applied());
    assertEquals(List.of(new SettingProblem(key, "", "", message)), reloaded.problems());
    assertEquals(List.of(reloaded), heard);
    assertEquals(List.of("first prepared"), done);
    assertSame(before, reloading.current());
  }

  private static Reloadable refusing(IllegalArgumentException refusal, String... keys) {
    return new Reloadable() {
      @Override
      public List<String> keys() {
        return List.of(keys);
      }

      @Override
      public Runnable prepare(Settings before, Settings after) {
        throw refusal;
      }
    };
  }

  @Test
  void anInvalidFileChangesNothingAndIsNoSuccess() throws IOException {
    Settings before = reloading.current();
    write(
        "switchgear.targets.idle = 7m",
        "switchgear.targets.per = host",
        "switchgear.drills.enabled = perhaps");
    Reloaded reloaded = reloading.reload("file");
    assertFalse(reloaded.applied());
    assertEquals(2, reloaded.problems().size(), reloaded.problems()::toString);
    assertTrue(reloaded.problems().getLast().where().endsWith("my.conf:2"));
    assertSame(before, reloading.current());
    assertEquals(List.of(), done);
    Files.delete(file);
    assertFalse(reloading.reload("file").applied());
    assertSame(before, reloading.current());
  }

  @Test
  void theEnvironmentStillBeatsTheFile() throws IOException {
    write("switchgear.http.port = 1", "switchgear.targets.sweep = 99");
    assertEquals(List.of(), reloading.reload("api").changed());
    assertEquals(7, reloading.current().targets().sweep());
  }

  @Test
  void aBugInOneComponentKeepsNoOtherFromItsSettings() throws IOException {
    reloading.add(
        new Reloadable() {
          @Override
          public List<String> keys() {
            return List.of();
          }

          @Override
          public Runnable prepare(Settings before, Settings after) {
            return () -> {
              throw new IllegalStateException("bug");
            };
          }
        });
    reloading.add(component("last"));
    write("switchgear.targets.idle = 7m");
    assertTrue(reloading.reload("api").applied());
    assertTrue(done.contains("last in place"), done::toString);
  }

  @Test
  void aSecretThatHasChangedIsToldWithoutIt() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef");
    reloading.add(component("hooks", "switchgear.webhooks"));
    String hook =
        "switchgear.webhooks = [{url = \"https://ops.example/path\", secret-file = \"%s\"}]"
            .formatted(secret);
    write(hook);
    Reloaded added = reloading.reload("api");
    assertEquals("[]", added.changed().getFirst().from());
    assertFalse(added.changed().toString().contains("path"), added::toString);
    Files.writeString(secret, "fedcba9876543210");
    assertEquals(
        List.of(new SettingChange("switchgear.webhooks", "(secret)", "(secret)")),
        reloading.reload("api").changed());
  }

  @Test
  void theOriginOfEachValueIsShown() throws IOException {
    Map<String, String> origins = new TreeMap<>();
    SettingsView.of(reloading.current()).forEach(line -> origins.put(line.key(), line.origin()));
    assertEquals(file + ":1", origins.get("switchgear.http.port"));
    assertEquals(
        "environment variable SWITCHGEAR_TARGETS_SWEEP", origins.get("switchgear.targets.sweep"));
    assertEquals("default", origins.get("switchgear.targets.idle"));
  }
}
