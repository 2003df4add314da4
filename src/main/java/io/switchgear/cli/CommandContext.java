package io.switchgear.cli;

import io.switchgear.config.Settings;
import io.switchgear.tool.Availability;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The environment of a command: streams, terminal, and ways to reach tools.
 *
 * @param out standard output, for results
 * @param err standard error, for messages and progress
 * @param columns width of the terminal behind {@code err}; 0 if it is not a terminal
 * @param terminal whether {@code out} is a terminal that can redraw a line
 * @param colours whether {@code out} shows colours
 * @param local creates a backend that runs tools in this process
 * @param in standard input
 * @param remote creates a backend that uses a server
 * @param server starts a server in this process
 * @param pipe serves one client on this process's standard streams, until it closes them
 * @param interrupts registers actions for Ctrl-C and SIGTERM
 */
record CommandContext(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    int columns,
    boolean terminal,
    boolean colours,
    Function<Settings, Backend> local,
    Function<ServerAddress, Backend> remote,
    Function<Settings, Server> server,
    Consumer<Settings> pipe,
    Interrupts interrupts) {

  /** A server that runs in this process. */
  interface Server extends AutoCloseable {
    URI url();

    Map<String, Availability> tools();

    /** Returns why the server ended when it was not told to; empty if it was. */
    Optional<String> awaitTermination();

    @Override
    void close();
  }

  /** Registers actions that run when the process is asked to end. */
  interface Interrupts {

    /**
     * @param action runs at most once, on another thread. The process then stays alive until the
     *     returned action has run, for at most a few seconds more than a cancelled call takes
     * @return removes the action; run it when there is nothing left to interrupt
     */
    Runnable on(Runnable action);
  }

  /** Prints an error message. */
  void complain(String message) {
    err.println("switchgear: " + message);
    err.flush();
  }
}
