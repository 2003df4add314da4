package io.switchgear.cli;

import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.tool.Availability;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** The entry point of the {@code switchgear} program. */
public final class Main {

  /** Commands that print a result and exit. They log only errors. */
  private static final Set<String> QUIET_COMMANDS =
      Set.of(
          "tools",
          "call",
          "scan",
          "completion",
          "demo",
          "breakers",
          "drill",
          "top",
          "token",
          "config",
          "audit",
          "health",
          "stats",
          "metrics",
          "man");

  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0 && QUIET_COMMANDS.contains(args[0])) {
      System.setProperty("switchgear.log.level", "ERROR");
    }
    // Initialize SLF4J before other threads log: it buffers such events and prints a warning.
    LoggerFactory.getILoggerFactory();
    CommandContext context =
        new CommandContext(
            System.in,
            new PrintWriter(System.out, false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            TerminalInfo.columns(System.getenv()),
            TerminalInfo.redraws(System.getenv()),
            TerminalInfo.colours(System.getenv()),
            Main::local,
            RemoteBackend::new,
            Main::serve,
            Main::pipe,
            new JvmInterrupts());
    System.exit(Cli.run(context, args));
  }

  private static Backend local(Settings settings) {
    Switchgear switchgear = Switchgear.local(settings);
    return new InProcessBackend(switchgear.catalog(), switchgear.availability(), switchgear::close);
  }

  /** Redirects {@code System.out}, because only the protocol may use standard output. */
  private static void pipe(Settings settings) {
    System.setOut(System.err);
    try (Switchgear switchgear = Switchgear.piped(settings)) {
      // A PrintStream hides the IOException of a closed pipe.
      switchgear.talk(System.in, new FileOutputStream(FileDescriptor.out));
    }
  }

  private static CommandContext.Server serve(Settings settings) {
    Switchgear switchgear = Switchgear.serve(settings);
    SighupHandler.on(() -> switchgear.reload("signal"));
    return new CommandContext.Server() {
      @Override
      public URI url() {
        return switchgear.url().orElseThrow();
      }

      @Override
      public Map<String, Availability> tools() {
        return switchgear.availability();
      }

      @Override
      public Optional<String> awaitTermination() {
        switchgear.awaitTermination();
        return switchgear.expelled();
      }

      @Override
      public void close() {
        switchgear.close();
      }
    };
  }
}
