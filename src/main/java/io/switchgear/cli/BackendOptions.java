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

/** Options that select where a command's tools run: in this process or on a server. */
final class BackendOptions {

  /** Results are not read by a model here, so they are not shortened. */
  private static final Map<String, String> FULL_RESULTS =
      Map.of("switchgear.tools.default.max-answer", Integer.toString(ToolSettings.MOST_ANSWER));

  @Mixin SettingsOptions settings;

  @ArgGroup Server server;

  @Mixin CredentialOptions credentials;

  /** At most one of these options may be given. */
  static final class Server {
    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "Use the server at this URL, such as http://127.0.0.1:8080/mcp.")
    URI url;

    @Option(
        names = "--attach",
        description = "Use the server that runs on this machine with the same data folder.")
    boolean attach;
  }

  Backend open(CommandContext context) {
    Optional<URI> named = named();
    if (named.isPresent()) {
      return context.remote().apply(credentials.of(named.get()));
    }
    Settings loaded = settings.load(server == null ? FULL_RESULTS : Map.of());
    return server == null
        ? context.local().apply(loaded)
        : context.remote().apply(credentials.of(new ServerFile(loaded.dataDir()).read()));
  }

  /**
   * The address of a running server: that of {@code --url}, or of this machine's server.
   *
   * @throws CommandFailure if no server runs on this machine and no URL was given
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

  /** Options of all commands that read the configuration. */
  static final class SettingsOptions {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "Configuration file in HOCON; 'switchgear config reference' lists the keys.")
    Path config;

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description = "Data folder of the server; a running server writes server.json there.")
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
