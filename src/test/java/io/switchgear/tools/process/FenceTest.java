package io.switchgear.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fences in the real kernel, on loopback. Needs root, nftables and nmap, which is the fenced
 * program.
 */
@Tag("process")
class FenceTest {

  private static final String OWNER =
      FenceGroup.owner(Long.toString(ProcessHandle.current().pid()));

  private static final String TABLE_PREFIX = "switchgear_" + OWNER.replace('-', '_');

  private final ProcessLauncher launcher = new ProcessLauncher();

  @AfterEach
  void close() {
    launcher.close();
  }

  /** How nmap is started, its target, the fence, and whether a packet reaches the target. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          -sT -p 9           ¦ 127.0.0.1  ¦ 127.0.0.1    ¦ true
          -sT -p 9           ¦ 127.0.0.2  ¦ 127.0.0.1    ¦ false
          -sT -p 9           ¦ 127.0.0.2  ¦ 127.0.0.0/30 ¦ true
          -sS -p 9           ¦ 127.0.0.2  ¦ 127.0.0.2    ¦ true
          -sS -p 9           ¦ 127.0.0.2  ¦ 127.0.0.1    ¦ false
          -sU -p 9           ¦ 127.0.0.2  ¦ 127.0.0.2    ¦ true
          -sU -p 9           ¦ 127.0.0.2  ¦ 127.0.0.1    ¦ false
          -sA -p 9           ¦ 127.0.0.2  ¦ 127.0.0.1    ¦ false
          -6 -sT -p 9        ¦ ::1        ¦ ::1          ¦ true
          -6 -sT -p 9        ¦ ::1        ¦ 127.0.0.1    ¦ false
          -sT -p 53          ¦ 127.0.0.53 ¦ 127.0.0.1    ¦ true
          -sT -p 9           ¦ 127.0.0.53 ¦ 127.0.0.1    ¦ false
          """)
  void aFencedProcessReachesWhatTheFenceHas(
      String flags, String target, String block, boolean reached) throws Exception {
    List<String> argv =
        Stream.of(
                List.of("nmap", "-n", "-Pn", "--max-retries", "0", "-oG", "-"),
                List.of(flags.split(" ")),
                List.of(target))
            .flatMap(List::stream)
            .toList();
    Captured run = Captured.start(launcher, fenced(argv, block));
    assertEquals(0, run.end().status());
    String ports = run.output().substring(run.output().indexOf("Ports: "));
    assertEquals(reached, ports.matches("(?s)Ports: \\d+/(closed|open|unfiltered)/.*"), ports);
    assertNothingIsLeft();
  }

  @Test
  void childrenAndTheirSessionsAreInTheFence() throws Exception {
    String scan = "nmap -n -Pn -sT -p 9 -oG - 127.0.0.2";
    String script = "setsid sh -c '" + scan + "' & wait; sh -c '" + scan + "'";
    Captured run = Captured.start(launcher, fenced(List.of("sh", "-c", script), "127.0.0.1"));
    run.end();
    assertEquals(2, run.output().split("9/filtered", -1).length - 1, run.output());
  }

  @Test
  void oneFenceDoesNotTouchAnotherNorTheRestOfTheMachine() throws Exception {
    String scan = "read x < /dev/zero & nmap -n -Pn -sT -p 9 -oG - 127.0.0.1 127.0.0.2; kill $!";
    try (ProcessLauncher other = new ProcessLauncher()) {
      Captured one = Captured.start(launcher, fenced(List.of("sh", "-c", scan), "127.0.0.1"));
      Captured two = Captured.start(other, fenced(List.of("sh", "-c", scan), "127.0.0.2"));
      Captured free = Captured.start(launcher, "sh", "-c", scan);
      one.end();
      two.end();
      free.end();
      assertTrue(one.output().matches("(?s).*9/closed.*9/filtered.*"), one.output());
      assertTrue(two.output().matches("(?s).*9/filtered.*9/closed.*"), two.output());
      assertFalse(free.output().contains("filtered"), free.output());
    }
  }

  @Test
  void nobodyElseCanTakeTheRulesAway() throws Exception {
    Captured run = Captured.start(launcher, fenced(List.of("sleep", "100"), "127.0.0.1"));
    String table =
        tables()
            .lines()
            .filter(line -> line.contains(TABLE_PREFIX))
            .map(line -> line.substring(line.indexOf(TABLE_PREFIX)).split(" ")[0])
            .findFirst()
            .orElseThrow();
    Process other = new ProcessBuilder("nft", "delete", "table", "inet", table).start();
    Await.exit("the end of other", other);
    assertTrue(tables().contains(table));
    run.process().stop();
    run.end();
    assertNothingIsLeft();
  }

  @Test
  void whenNftEndsTheFencedProcessIsKilledAndTheNextGetsANewFence() throws Exception {
    Captured run = Captured.start(launcher, fenced(List.of("sleep", "100"), "127.0.0.1"));
    nft().forEach(ProcessHandle::destroyForcibly);
    assertEquals(137, run.end().status());
    assertEquals(FenceSupport.Supported.SUPPORTED, launcher.fenceSupport());
    assertNothingIsLeft();
  }

  @Test
  void aClosedLauncherLeavesNothing() throws Exception {
    Captured run = Captured.start(launcher, fenced(List.of("sleep", "100"), "127.0.0.1"));
    launcher.close();
    run.end();
    assertNothingIsLeft();
    assertEquals(List.of(), nft());
  }

  @Test
  void whatAKilledServerLeftIsRemovedAtTheNextStart() throws Exception {
    Path parent = FenceGroup.parent().orElseThrow();
    FenceGroup dead = FenceGroup.create(parent, "999999999-1-1");
    FenceGroup reused = FenceGroup.create(parent, ProcessHandle.current().pid() + "-1-1");
    FenceGroup living = FenceGroup.create(parent, OWNER + "-999999");
    try {
      assertEquals(FenceSupport.Supported.SUPPORTED, launcher.fenceSupport());
      assertFalse(Files.exists(dead.folder()));
      assertFalse(Files.exists(reused.folder()));
      assertTrue(Files.exists(living.folder()));
    } finally {
      Stream.of(dead, reused, living).forEach(FenceGroup::remove);
    }
  }

  @Test
  void aProcessThatCannotBeFencedDoesNotStart() {
    try (ProcessLauncher plain = new ProcessLauncher(Containment.PLAIN)) {
      assertInstanceOf(FenceSupport.Unsupported.class, plain.fenceSupport());
      assertThrows(
          IOException.class, () -> Captured.start(plain, fenced(List.of("true"), "127.0.0.1")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "127.0.0.1; drop", "", "127.0.0.1 }", "10.0.0.0/8\n", "::1%lo"})
  void nothingButAddressesGetsIntoARule(String block) {
    assertThrows(IllegalArgumentException.class, () -> new Fence(List.of(block), List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Fence(List.of(), List.of(block)));
  }

  private static ProcessSpec fenced(List<String> argv, String block) {
    return new ProcessSpec(
        argv,
        Map.of(),
        1 << 20,
        1 << 16,
        Duration.ofSeconds(5),
        Map.of(),
        Optional.of(new Fence(List.of(block), List.of("127.0.0.53"))));
  }

  private static List<ProcessHandle> nft() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/nft"))
        .toList();
  }

  private static void assertNothingIsLeft() throws Exception {
    assertFalse(tables().contains(TABLE_PREFIX), tables());
    try (Stream<Path> groups = Files.list(FenceGroup.parent().orElseThrow())) {
      assertEquals(List.of(), groups.filter(group -> group.toString().contains(OWNER)).toList());
    }
  }

  private static String tables() throws Exception {
    Process nft = new ProcessBuilder("nft", "list", "tables").start();
    String said = new String(nft.getInputStream().readAllBytes());
    Await.exit("the end of nft", nft);
    return said;
  }
}
