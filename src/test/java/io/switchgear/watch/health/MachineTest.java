package io.switchgear.watch.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.watch.health.Machine.Amount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

  @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void withoutALimitTheMemoryIsTheMachines() throws IOException {
    file("proc/meminfo", "MemTotal:  1000 kB\nMemFree:  10 kB\nMemAvailable:  400 kB\n");
    file("sys/fs/cgroup/memory.max", "max\n");
    file("sys/fs/cgroup/memory.current", "5\n");
    assertEquals(new Amount(600 << 10, 1000 << 10, "the machine"), new Machine(root).memory());
  }

  @Test
  void inAContainerTheMemoryIsThatOfItsLimit() throws IOException {
    file("proc/meminfo", "MemTotal:  1000 kB\nMemAvailable:  400 kB\n");
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "1000\n");
    file("sys/fs/cgroup/memory.current", "900\n");
    file("sys/fs/cgroup/memory.stat", "anon 300\ninactive_file 400\n");
    assertEquals(new Amount(500, 1000, "the container"), new Machine(root).memory());
  }

  @Test
  void theTightestLimitOnTheWayUpCounts() throws IOException {
    file("proc/self/cgroup", "0::/system.slice/switchgear.service\n");
    String slice = "sys/fs/cgroup/system.slice/";
    file(slice + "memory.max", "1000\n");
    file(slice + "memory.current", "950\n");
    file(slice + "switchgear.service/memory.max", "500\n");
    file(slice + "switchgear.service/memory.current", "100\n");
    assertEquals(new Amount(950, 1000, "the container"), new Machine(root).memory());
  }

  @Test
  void aPathThatIsTheHostsIsTheContainersOwn() throws IOException {
    file("proc/self/cgroup", "0::/docker/abc\n");
    file("sys/fs/cgroup/memory.max", "1000\n");
    file("sys/fs/cgroup/memory.current", "100\n");
    assertEquals(new Amount(100, 1000, "the container"), new Machine(root).memory());
  }

  @Test
  void theCpuIsThatOfTheQuotaWhereThereIsOne() throws IOException {
    file("sys/fs/cgroup/cpu.max", "150000 100000\n");
    file("sys/fs/cgroup/cpu.stat", "usage_usec 7\nuser_usec 1\n");
    assertEquals(7_000, new Machine(root).cpu().busy());
  }

  @Test
  void waitingForADiskIsNotBusy() throws IOException {
    file("proc/stat", "cpu  10 1 5 100 50 2 3 4 9 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
    assertEquals(new CpuWindow.Reading(25, 175), new Machine(root).cpu());
  }

  @Test
  void whereThereAreNoFilesTheJvmTells() {
    assertTrue(new Machine(root).memory().limit() > 0);
    assertTrue(new Machine(root).cpu().all() != 0);
  }

  @Test
  void theRealMachineHasAllOfThem() {
    Machine real = new Machine();
    assertTrue(real.memory().share() > 0 && real.memory().share() < 1, real.memory()::toString);
    assertTrue(real.descriptors().orElseThrow().used() > 0);
    assertTrue(real.heap().limit() > 0);
    assertTrue(real.cpu().busy() > 0);
  }
}
