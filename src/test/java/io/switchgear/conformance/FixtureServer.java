package io.switchgear.conformance;

import io.switchgear.app.Extensions;
import io.switchgear.app.Switchgear;
import io.switchgear.app.runtime.StartupException;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.config.Settings;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.testing.Await;
import io.switchgear.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The whole server (breakers, audit, limits, metrics, HTTP front) with the official conformance
 * suite's fixtures and {@code echo}. {@code --port} is its port; 0 selects a free one.
 */
public final class FixtureServer implements AutoCloseable {

  private final Path folder;
  private final Switchgear server;

  private FixtureServer(Path folder, Switchgear server) {
    this.folder = folder;
    this.server = server;
  }

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--port")) {
      System.err.println("usage: FixtureServer --port PORT");
      System.exit(2);
    }
    FixtureServer server = start(Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.mcp());
  }

  static FixtureServer start(int port) {
    return start(folder(), port);
  }

  /**
   * Stops the server, and starts it again on the same folder. On a busy machine the end of the
   * store may exceed its phase of the shutdown, and is then waited for.
   */
  FixtureServer restart() {
    server.close();
    return Await.value("the store to be free", this::again, Optional::isPresent).orElseThrow();
  }

  private Optional<FixtureServer> again() {
    try {
      return Optional.of(start(folder, 0));
    } catch (StartupException inUse) {
      return Optional.empty();
    }
  }

  /** A node of a cluster, on a free port. */
  static FixtureServer node(ClusterLab lab, String name) {
    Path folder = folder();
    return start(folder, lab.settings(name, values(folder, 0)));
  }

  private static FixtureServer start(Path folder, int port) {
    return start(folder, Settings.load(Optional.empty(), values(folder, port)));
  }

  private static FixtureServer start(Path folder, Settings settings) {
    CompletableFuture<Switchgear> serving = new CompletableFuture<>();
    List<Tool> tools = new ArrayList<>(PlainTools.all());
    tools.addAll(DialogueTools.all());
    tools.addAll(TaskTools.all());
    tools.addAll(TellingTools.all(change -> serving.thenAccept(server -> server.publish(change))));
    Switchgear server =
        Switchgear.serve(
            settings,
            new Extensions(
                tools,
                List.of(new FixtureResources()),
                Optional.of(new FixturePrompts()),
                EnumSet.allOf(CatalogChange.Kind.class)));
    serving.complete(server);
    return new FixtureServer(folder, server);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("switchgear-fixture");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** The URL of the MCP endpoint. */
  URI mcp() {
    return server.url().orElseThrow();
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The suite calls the first tool of the list without arguments, so the list has only the suite's
   * tools.
   */
  private static Map<String, String> values(Path folder, int port) {
    return Map.of(
        "switchgear.http.port", Integer.toString(port),
        "switchgear.data-dir", folder.toString(),
        "switchgear.tasks.after", "500ms",
        "switchgear.tasks.poll-interval", "500ms",
        "switchgear.tools.nmap.enabled", "false",
        "switchgear.tools.port_scan.enabled", "false",
        "switchgear.tools.default.bulkhead.max-concurrent", "256");
  }
}
