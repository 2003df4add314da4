package io.switchgear.tools.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An interactive {@code nft} process that runs for the server's lifetime and executes one command
 * at a time.
 *
 * <p>Its tables have the flag {@code owner}, so they belong to its netlink socket. The kernel
 * removes them when nft ends, also when the server is killed, and {@code nft flush ruleset} of
 * another process does not remove them. It runs in its own session, so that Ctrl-C does not reach
 * it.
 */
final class PacketFilter implements AutoCloseable {

  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

  /** nft does not confirm a command, so this query follows each command as an end marker. */
  private static final String MARKER_QUERY = "describe ip daddr";

  private static final String MARKER_RESPONSE = "payload expression, datatype ipv4_addr";

  /** Queue entry for the end of nft's output. */
  private static final String END = "\0end";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /**
   * @param ended runs after nft has ended, when its tables no longer exist
   * @throws IOException if nft cannot be started
   */
  PacketFilter(Path nft, Optional<Path> setsid, Runnable ended) throws IOException {
    List<String> command = new ArrayList<>();
    setsid.ifPresent(program -> command.add(program.toString()));
    command.addAll(List.of(nft.toString(), "-i"));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", ProgramPath.CLEAN);
    environment.put("HOME", "/");
    process = builder.directory(Path.of("/").toFile()).redirectErrorStream(true).start();
    Thread.ofPlatform().daemon().name("packet-filter").start(() -> listen(ended));
  }

  /**
   * Executes a command, which must be one line.
   *
   * @throws IOException if nft rejects it, does not respond, or has ended
   */
  synchronized void apply(String command) throws IOException {
    OutputStream out = process.getOutputStream();
    out.write((command + "\n" + MARKER_QUERY + "\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    List<String> output = new ArrayList<>();
    for (String line = nextLine(); !line.startsWith(MARKER_RESPONSE); line = nextLine()) {
      output.add(line.strip());
    }
    if (!output.isEmpty()) {
      throw new IOException("nft rejects a rule: " + output.getFirst());
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(RESPONSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException goneAlready) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private String nextLine() throws IOException {
    try {
      String line = lines.poll(RESPONSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (line != null && !line.equals(END)) {
        return line;
      }
      // A late response would be read as that of the next command.
      process.destroyForcibly();
      throw new IOException(line == null ? "nft does not respond" : "nft has ended");
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while nft executed a command", e);
    }
  }

  private void listen(Runnable ended) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } finally {
      process.destroyForcibly();
      lines.add(END);
      ended.run();
    }
  }
}
