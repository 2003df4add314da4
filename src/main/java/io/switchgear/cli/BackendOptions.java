package io.switchgear.cli;

import io.switchgear.config.Settings;
import io.switchgear.config.ToolSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command finds its tools. */
final class BackendOptions {

  /** Here no model reads what a tool answers, so that nothing is left out. */
  private static final Map<String, String> WHOLE_ANSWERS =
      Map.of("switchgear.tools.default.max-answer", Integer.toString(ToolSettings.MOST_ANSWER));

  @Mixin SettingsOptions settings;

  @ArgGroup Server server;

  @Mixin CredentialOptions credentials;

  /** One or the other. */
  static final class Server {
    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "Ask the server there, such as http://127.0.0.1:8080/mcp.")
    URI url;

    @Option(
        names = "--attach",
        description = "Ask the server that runs on this machine with the same data folder.")
    boolean attach;
  }

  Backend open(CommandContext context) {
    Optional<URI> named = named();
    if (named.isPresent()) {
      return context.remote().apply(credentials.of(named.get()));
    }
    Settings loaded = settings.load(server == null ? WHOLE_ANSWERS : Map.of());
    return server == null
        ? context.local().apply(loaded)
        : context.remote().apply(credentials.of(new ServerFile(loaded.dataDir()).read()));
  }

  /**
   * A server that runs; the one of this machine when none is named.
   *
   * @throws CommandFailure if there is none
   */
  ServerAddress running() {
    return credentials.of(
        named().orElseGet(() -> new ServerFile(settings.load(Map.of()).dataDir()).read()));
  }

  private Optional<URI> named() {
    if (server == null || server.url == null) {
      return Optional.empty();
    }
    String scheme = server.url.getScheme();
    if (server.url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new CommandFailure(
          ExitCode.USAGE, "--url " + server.url + ": give http://HOST:PORT/mcp");
    }
    return Optional.of(server.url);
  }

  /** What every command that reads the configuration has. */
  static final class SettingsOptions {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "Configuration in HOCON; see reference.conf for the keys.")
    Path config;

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description = "Folder of the running server's server.json.")
    String dataDir;

    Settings load(Map<String, String> overrides) {
      Map<String, String> all = new TreeMap<>(overrides);
      if (dataDir != null) {
        all.put("switchgear.data-dir", dataDir);
      }
      return Settings.load(Optional.ofNullable(config), all);
    }
  }
}
