package io.switchgear.acceptance;

import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole application on a free port, and a listener that a scan can find. */
final class RunningServer implements AutoCloseable {

  private final Switchgear switchgear;
  private final ServerSocket target;

  private RunningServer(Switchgear switchgear, ServerSocket target) {
    this.switchgear = switchgear;
    this.target = target;
  }

  static RunningServer start(Path dataDir) throws IOException {
    return start(dataDir, Map.of());
  }

  /**
   * @param settings by full key
   */
  static RunningServer start(Path dataDir, Map<String, String> settings) throws IOException {
    ServerSocket target = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
    Map<String, String> overrides = new HashMap<>(settings);
    overrides.putAll(
        Map.of("switchgear.http.port", "0", "switchgear.data-dir", dataDir.toString()));
    WholeMachine.isNoFault(overrides);
    return new RunningServer(Switchgear.serve(Settings.load(Optional.empty(), overrides)), target);
  }

  /** The URL of the MCP endpoint. */
  URI mcp() {
    return switchgear.url().orElseThrow();
  }

  /** The port on 127.0.0.1 that a scan must find open. */
  int openPort() {
    return target.getLocalPort();
  }

  /** Arguments of a scan that finds {@link #openPort()}. */
  Map<String, Object> scan() {
    return Map.of("targets", List.of("127.0.0.1"), "ports", String.valueOf(openPort()));
  }

  @Override
  public void close() throws IOException {
    switchgear.close();
    target.close();
  }
}
