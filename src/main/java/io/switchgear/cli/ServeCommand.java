package io.switchgear.cli;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the server until the process is asked to end. */
@Command(name = "serve", description = "Serve the tools over MCP. This is the default command.")
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** Minimum heap size in bytes. A server with less neither starts nor exits. */
  private static final long MIN_HEAP = 48L << 20;

  private final CommandContext context;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on.")
  String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Port to listen on; 0 picks a free one.")
  String port;

  @Option(
      names = "--stdio",
      description =
          "Serve one client on standard input and output instead of listening; ends with the"
              + " client.")
  boolean stdio;

  @Mixin BackendOptions.SettingsOptions settings;

  ServeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Map<String, String> overrides = new TreeMap<>();
    if (host != null) {
      overrides.put("switchgear.http.host", host);
    }
    if (port != null) {
      overrides.put("switchgear.http.port", port);
    }
    if (stdio && !overrides.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--stdio does not listen; leave out --host and --port, or --stdio");
    }
    requireMemory(Runtime.getRuntime().maxMemory());
    Settings loaded = settings.load(overrides);
    if (stdio) {
      context.pipe().accept(loaded);
      return ExitCode.OK.code();
    }
    AtomicBoolean asked = new AtomicBoolean();
    Runnable release = context.interrupts().on(() -> asked.set(true));
    try {
      serve(loaded);
    } catch (RuntimeException failed) {
      // A part that starts while others are ended fails in any way.
      if (!asked.get()) {
        throw failed;
      }
      LOG.debug("asked to end while it started", failed);
    } finally {
      release.run();
    }
    return ExitCode.OK.code();
  }

  private void serve(Settings loaded) {
    try (CommandContext.Server server = start(loaded)) {
      ServerFile file = new ServerFile(loaded.dataDir());
      Runnable release = context.interrupts().on(file::remove);
      try {
        write(file, server);
        print(StartupBanner.ready(server.url()));
        print(StartupBanner.details(server.url(), server.tools()));
        Optional<String> expelled = server.awaitTermination();
        if (expelled.isPresent()) {
          throw new CommandFailure(ExitCode.LEFT, expelled.get());
        }
      } finally {
        file.remove();
        release.run();
      }
    }
  }

  private void print(String text) {
    context.out().print(text);
    context.out().flush();
  }

  private static void requireMemory(long bytes) {
    if (bytes < MIN_HEAP) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the JVM may use %d MB of heap, and a server needs %d MB; give it more, such as JAVA_OPTS=-Xmx256m"
              .formatted(bytes >> 20, MIN_HEAP >> 20));
    }
  }

  private CommandContext.Server start(Settings loaded) {
    try {
      return context.server().apply(loaded);
    } catch (StartupException known) {
      throw known;
    } catch (RuntimeException failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          throw new CommandFailure(
              ExitCode.USAGE,
              "cannot listen on "
                  + loaded.http().host()
                  + " port "
                  + loaded.http().port()
                  + " ("
                  + cause.getMessage()
                  + ").\nChoose another with --port (0 picks a free one) or --host.");
        }
      }
      throw failed;
    }
  }

  private void write(ServerFile file, CommandContext.Server server) {
    try {
      file.write(server.url());
    } catch (IOException unwritable) {
      context.complain(
          "cannot write the file by which --attach finds this server: "
              + unwritable.getMessage()
              + "; name another folder with --data-dir");
    }
  }
}
