package io.switchgear.cli;

import io.switchgear.cli.top.OperatorApi;
import io.switchgear.cli.top.PlainLines;
import io.switchgear.cli.top.PrintedFrame;
import io.switchgear.cli.top.ServerModel;
import io.switchgear.cli.top.TopLoop;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.CallerJson;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows a running server live on the full terminal. */
@Command(
    name = "top",
    description = {
      "Watch a running server live, and operate its breakers with keys; ? lists them.",
      "If the output is not a terminal, each event and each sample is printed as a line."
    })
final class TopCommand implements Callable<Integer> {

  private static final int DEFAULT_COLUMNS = 120;
  private static final int VERSION_CHARS = 40;
  private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
  private static final Duration SAMPLE_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h|d)");

  private final CommandContext context;

  @Option(names = "--once", description = "Print one frame and exit.")
  boolean once;

  @Option(names = "--plain", description = "Print lines on a terminal too.")
  boolean plain;

  @Option(names = "--count", paramLabel = "N", description = "Exit after N lines.")
  Long count;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Print lines for this long, such as 30s, 10m, 2h, 1d, then exit.")
  String duration;

  @Mixin OperatorOption operator;

  @Mixin BackendOptions where;

  TopCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<Duration> time = Optional.ofNullable(duration).map(TopCommand::duration);
    if (count != null && count < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--count: give 1 or more");
    }
    boolean lines = plain || count != null || time.isPresent();
    if (lines && once) {
      throw new CommandFailure(
          ExitCode.USAGE, "--once prints one frame; leave out --plain, --count and --for");
    }
    ServerAddress address = where.running();
    try (OperatorClient client = new OperatorClient(address)) {
      ClientApi api = new ClientApi(client);
      try {
        if (once) {
          still(api, address);
        } else if (lines || !context.terminal() || !panel(api, address)) {
          lines(api, time);
        }
      } catch (OperatorApi.ApiFailure trouble) {
        throw ClientApi.failure(trouble);
      }
    }
    return ExitCode.OK.code();
  }

  /** Returns false if there is no terminal to control, as when standard input is redirected. */
  private boolean panel(ClientApi api, ServerAddress address) throws InterruptedException {
    ServerModel model = ServerModel.empty().loaded(ServerModel.Answers.from(api), Instant.now());
    TopLoop panel;
    try {
      panel = TopLoop.open(api, title(address), operator.name, model, context.colours());
    } catch (IOException noTerminal) {
      return false;
    }
    Runnable released = context.interrupts().on(panel::close);
    try {
      panel.run();
    } finally {
      // Restore the terminal before anything is printed.
      panel.close();
      released.run();
    }
    return true;
  }

  private void still(ClientApi api, ServerAddress address) {
    ServerModel model = ServerModel.empty().loaded(ServerModel.Answers.from(api), Instant.now());
    ServerModel shown = PrintedFrame.upToDate(model, api, SAMPLE_TIMEOUT);
    int columns = context.columns() > 0 ? context.columns() : DEFAULT_COLUMNS;
    context.out().print(PrintedFrame.text(title(address), shown, api, context.colours(), columns));
    context.out().flush();
  }

  private void lines(ClientApi api, Optional<Duration> time) {
    // Fails on a wrong address, which the stream would retry like a server that is down.
    api.get(CallerJson.class, "whoami");
    long most = count == null ? Long.MAX_VALUE : count;
    try (PlainLines lines = new PlainLines(api, this::line, most)) {
      time.ifPresent(
          some ->
              CompletableFuture.delayedExecutor(some.toMillis(), TimeUnit.MILLISECONDS)
                  .execute(lines::close));
      lines.run();
    }
  }

  private void line(String line) {
    context.out().println(line);
    context.out().flush();
  }

  /** The product name, the server's version and its address. */
  private static String title(ServerAddress address) {
    URI at = address.mcp();
    String version = "";
    try (McpClient mcp = new McpClient(address)) {
      version =
          mcp.send("server/discover", Optional.empty(), McpClient.JSON.createObjectNode(), p -> {})
              .await()
              .map(found -> found.path("_meta").path(SERVER_INFO).path("version").asText())
              .orElse("");
    } catch (CommandFailure notPermitted) {
      // A caller with ops:read may lack the permission to use MCP.
    }
    String name = "switchgear " + UntrustedText.line(version, VERSION_CHARS);
    return name.strip() + "  " + at.getScheme() + "://" + at.getRawAuthority();
  }

  private static Duration duration(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      throw new CommandFailure(ExitCode.USAGE, "--for: give a time such as 30s, 10m, 2h or 1d");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
