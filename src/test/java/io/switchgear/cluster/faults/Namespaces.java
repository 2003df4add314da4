package io.switchgear.cluster.faults;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Network namespaces: one for each node, and a hub with a bridge between them. The hub has all
 * addresses of the scanned network; this JVM is one more machine at the bridge. Needs root,
 * iproute2 and nftables.
 *
 * <p>A keeper process removes everything, with all processes in the namespaces, when it is closed
 * or this JVM dies.
 */
final class Namespaces implements AutoCloseable {

  /** Which packets of a node are dropped. */
  enum Direction {
    IN,
    OUT,
    BOTH
  }

  private static final String STEM = "sgf";

  /**
   * Of the nodes' network. Wider than it need be, so that no address that is scanned is its
   * broadcast address.
   */
  private static final String WIDTH = "/16";

  private static final Path NAMES = Path.of("/run/netns");

  /** Arguments: the start of the namespaces' names, and a folder with disks. */
  private static final String REMOVAL =
      """
      trap '' INT TERM HUP
      cat >/dev/null
      for path in /run/netns/"$1"-*; do
        [ -e "$path" ] || continue
        ip netns pids "${path##*/}" | xargs -r kill -KILL
      done
      for path in /run/netns/"$1"-*; do
        [ ! -e "$path" ] || ip netns del "${path##*/}"
      done
      for disk in "$2"/disk-*; do
        [ ! -d "$disk" ] || umount -l "$disk" 2>/dev/null || true
      done
      """;

  private final String stem = STEM + Long.toString(ProcessHandle.current().pid(), 36);
  private final String prefix;
  private final int nodes;
  private final Process keeper;

  /**
   * @param folder for the nodes' disks
   */
  Namespaces(int nodes, Path folder) {
    this.nodes = nodes;
    long pid = ProcessHandle.current().pid();
    this.prefix = "10." + (28 + pid / 251 % 100) + "." + pid % 251 + ".";
    removeThoseOfDeadTests();
    this.keeper = keeper(stem, folder.toString(), ProcessBuilder.Redirect.PIPE);
    try {
      make();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static Process keeper(String stem, String folder, ProcessBuilder.Redirect input) {
    try {
      return new ProcessBuilder("setsid", "sh", "-c", REMOVAL, "keeper", stem, folder)
          .redirectInput(input)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The keeper can have been killed too. */
  private static void removeThoseOfDeadTests() {
    if (!Files.isDirectory(NAMES)) {
      return;
    }
    try (var names = Files.list(NAMES)) {
      List<String> dead =
          names
              .map(path -> path.getFileName().toString())
              .filter(name -> name.matches(STEM + "[0-9a-z]+-.*"))
              .map(name -> name.substring(0, name.indexOf('-')))
              .distinct()
              .filter(
                  old ->
                      ProcessHandle.of(Long.parseLong(old.substring(STEM.length()), 36)).isEmpty())
              .toList();
      for (String old : dead) {
        Await.exit(
            "the removal of " + old,
            keeper(
                old, "/nonexistent", ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void make() {
    String hub = stem + "-hub";
    Commands.run("ip", "netns", "add", hub);
    Commands.run("ip", "-n", hub, "link", "set", "lo", "up");
    Commands.run("ip", "-n", hub, "link", "add", "bridge", "type", "bridge");
    Commands.run("ip", "-n", hub, "addr", "add", prefix + "2" + WIDTH, "dev", "bridge");
    Commands.run("ip", "-n", hub, "link", "set", "bridge", "up");
    Commands.run("ip", "-n", hub, "route", "add", "local", targets(), "dev", "lo");
    Commands.run(
        "ip", "link", "add", stem + "h", "type", "veth", "peer", "name", "test", "netns", hub);
    Commands.run("ip", "-n", hub, "link", "set", "test", "master", "bridge", "up");
    Commands.run("ip", "addr", "add", host() + "/24", "dev", stem + "h");
    Commands.run("ip", "link", "set", stem + "h", "up");
    for (int node = 1; node <= nodes; node++) {
      String name = namespace(node);
      String port = "node" + node;
      Commands.run("ip", "netns", "add", name);
      Commands.run(
          "ip", "link", "add", port, "netns", hub, "type", "veth", "peer", "name", "cable", "netns",
          name);
      Commands.run("ip", "-n", hub, "link", "set", port, "master", "bridge", "up");
      Commands.run("ip", "-n", name, "addr", "add", address(node) + WIDTH, "dev", "cable");
      Commands.run("ip", "-n", name, "link", "set", "cable", "up");
      Commands.run("ip", "-n", name, "link", "set", "lo", "up");
    }
  }

  private String namespace(int node) {
    return stem + "-" + node;
  }

  /** The address of this JVM for the nodes. */
  String host() {
    return prefix + "1";
  }

  /**
   * @param node from 1
   */
  String address(int node) {
    return prefix + (10 + node);
  }

  /** The network that is scanned: 128 addresses, which refuse all ports that nobody listens on. */
  String targets() {
    return prefix + "128/25";
  }

  /** One of the addresses that are scanned. */
  String target(int index) {
    return prefix + (128 + index);
  }

  /** The file that {@code setns} needs to enter the hub. */
  Path hub() {
    return NAMES.resolve(stem + "-hub");
  }

  /** The start of a command that runs in a node's namespace. */
  List<String> in(int node) {
    // Not "ip netns exec", which hides the control groups.
    return List.of("nsenter", "--net=" + NAMES.resolve(namespace(node)));
  }

  /** The processes in a node's namespace. */
  List<ProcessHandle> processes(int node) {
    return Commands.run("ip", "netns", "pids", namespace(node))
        .lines()
        .map(Long::parseLong)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .toList();
  }

  /**
   * Drops packets between a node and the others.
   *
   * @param databasePort also drops those to the database, if present
   */
  void cut(int node, Direction direction, Optional<Integer> databasePort) {
    String others =
        "{"
            + String.join(
                ",",
                IntStream.rangeClosed(1, nodes)
                    .filter(n -> n != node)
                    .mapToObj(this::address)
                    .toList())
            + "}";
    List<String> rules = new ArrayList<>();
    if (direction != Direction.OUT) {
      rules.add("chain in { type filter hook input priority 0; ip saddr " + others + " drop; }");
    }
    if (direction != Direction.IN) {
      rules.add("chain out { type filter hook output priority 0; ip daddr " + others + " drop; }");
    }
    databasePort.ifPresent(
        port ->
            rules.add(
                "chain database { type filter hook output priority 1; ip daddr %s tcp dport %d drop; }"
                    .formatted(host(), port)));
    nft(node, "table inet cut {\n" + String.join("\n", rules) + "\n}");
  }

  void mend(int node) {
    nft(node, "delete table inet cut");
  }

  private void nft(int node, String rules) {
    List<String> command = new ArrayList<>(in(node));
    command.addAll(List.of("nft", rules));
    Commands.run(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.exit("the removal of the namespaces", keeper);
  }
}
