package io.switchgear.tools.portscan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The connections of one loop: how probes reach the network. A probe has a {@link Probe#connection}
 * from {@link #connect} until its result, and longer only if the port is open.
 *
 * <p>One thread uses it, apart from {@link #wakeUp}.
 */
interface Connections extends AutoCloseable {

  /** A probe's socket. */
  interface Connection {}

  /** Opens connections for a loop, on its thread. */
  interface Opener {
    /**
     * @throws IOException if the system refuses what they need
     */
    Connections open() throws IOException;
  }

  /** Opens the fastest kind that this system has. */
  static Connections open() throws IOException {
    return EpollConnections.isSupported() ? new EpollConnections() : new NioConnections();
  }

  /**
   * Sends a probe.
   *
   * @return {@link Finding#UNTESTED} while there is no result; a finding that {@link
   *     Finding#failedHere} if it was not sent
   */
  Finding connect(Probe probe);

  /**
   * The result of a probe that is ready.
   *
   * @return {@link Finding#UNTESTED} if it was not ready after all
   */
  Finding result(Probe probe);

  /**
   * Waits until probes are ready, {@link #wakeUp}, or the time has passed.
   *
   * @param nanos below a millisecond it does not wait
   * @param ready given each probe that has a result, or data to {@link #read}
   */
  void await(long nanos, Consumer<Probe> ready) throws IOException;

  /** From now on the probe of an open port is ready when there is data. */
  void listen(Probe probe);

  /**
   * Reads what the service has sent.
   *
   * @return the number of bytes; -1 if the connection has ended
   */
  int read(Probe probe, ByteBuffer into);

  /** Gives up a probe that has no result. */
  void abandon(Probe probe);

  /**
   * Closes the connection of an open port with a reset, so that it leaves no TIME_WAIT state, which
   * would exhaust source ports when thousands of ports are open.
   */
  void reset(Probe probe);

  /** Why a probe could not be sent the last time. */
  String lastFailure();

  /** Ends {@link #await} early; any thread may call it at any time. */
  void wakeUp();

  /** Closes all connections. */
  @Override
  void close();
}
