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
 * One {@code nft} for the life of the server, which takes a command at a time.
 *
 * <p>The tables that it makes have the flag {@code owner}: they belong to its socket. The kernel
 * removes them when it ends, also when the server is killed, and no {@code nft flush ruleset} of
 * somebody else takes them away. It has a session of its own, so that a Ctrl-C does not reach it.
 */
final class PacketFilter implements AutoCloseable {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

  /** nft does not say that a command has worked, so this question follows each. */
  private static final String QUESTION = "describe ip daddr";

  private static final String ANSWER = "payload expression, datatype ipv4_addr";

  /** Stands in the queue for the end of its output. */
  private static final String END = "\0end";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /**
   * @param ended runs once it has ended, for whatever reason: its tables are gone then
   * @throws IOException if it cannot be started
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
   * Runs one command, which must be one line.
   *
   * @throws IOException if nft refuses it, does not answer, or is gone
   */
  synchronized void apply(String command) throws IOException {
    OutputStream out = process.getOutputStream();
    out.write((command + "\n" + QUESTION + "\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    List<String> said = new ArrayList<>();
    for (String line = nextLine(); !line.startsWith(ANSWER); line = nextLine()) {
      said.add(line.strip());
    }
    if (!said.isEmpty()) {
      throw new IOException("nft refuses a rule and says: " + said.getFirst());
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
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
      String line = lines.poll(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      if (line != null && !line.equals(END)) {
        return line;
      }
      // An answer that comes later would be taken for that of the next command.
      process.destroyForcibly();
      throw new IOException(line == null ? "nft does not answer" : "nft has ended");
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while nft made a rule", e);
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
