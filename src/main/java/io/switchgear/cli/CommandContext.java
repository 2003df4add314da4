package io.switchgear.cli;

import io.switchgear.config.Settings;
import io.switchgear.tool.Availability;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a command meets outside of itself.
 *
 * @param out for answers
 * @param err for everything else
 * @param columns width of the terminal behind {@code err}; 0 when it is none
 * @param terminal whether {@code out} is a terminal that can redraw a line
 * @param colours whether {@code out} shows colours
 * @param local makes the backend of this process
 * @param in standard input
 * @param remote makes the backend of a server
 * @param server starts a server
 * @param pipe serves the client at this process's standard streams, until it closes them
 * @param interrupts tells of Ctrl-C
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

    void awaitTermination();

    @Override
    void close();
  }

  /** Where to be told that the process is asked to end. */
  interface Interrupts {

    /**
     * @param action runs at most once, on another thread; the process then lives until the returned
     *     action has run, but not for much longer than a cancelled call takes
     * @return to be run when there is nothing left to interrupt
     */
    Runnable on(Runnable action);
  }

  /** Prints what went wrong. */
  void complain(String message) {
    err.println("switchgear: " + message);
    err.flush();
  }
}
