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
import java.util.Set;
import org.slf4j.LoggerFactory;

/** The program. */
public final class Main {

  /** They answer and end; the log of the server inside of them would only be in the way. */
  private static final Set<String> QUIET =
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
    if (args.length > 0 && QUIET.contains(args[0])) {
      System.setProperty("switchgear.log.level", "ERROR");
    }
    // Before any thread logs: SLF4J would keep those lines back and complain about them.
    LoggerFactory.getILoggerFactory();
    CommandContext context =
        new CommandContext(
            System.in,
            new PrintWriter(System.out, false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            TerminalInfo.of(System.getenv()),
            TerminalInfo.redraws(System.getenv()),
            TerminalInfo.colours(System.getenv()),
            Main::local,
            RemoteBackend::new,
            Main::serve,
            Main::pipe,
            new JvmInterrupts());
    System.exit(new Cli(context).run(args));
  }

  private static Backend local(Settings settings) {
    Switchgear switchgear = Switchgear.local(settings);
    return new InProcessBackend(switchgear.catalog(), switchgear.availability(), switchgear::close);
  }

  /** Nothing else may write where the protocol is written. */
  private static void pipe(Settings settings) {
    System.setOut(System.err);
    try (Switchgear switchgear = Switchgear.piped(settings)) {
      // System.out would not say that nobody reads any more.
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
      public void awaitTermination() {
        switchgear.awaitTermination();
      }

      @Override
      public void close() {
        switchgear.close();
      }
    };
  }
}
