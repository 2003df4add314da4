package io.switchgear.front.stdio;

import io.switchgear.mcp.McpPipe;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.exchange.McpEvent;
import io.switchgear.tool.Caller;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the single client of the stdio transport (MCP 2025-11-25 and 2026-07-28, "stdio").
 *
 * <p>At the end of the input, everything that was read is answered before the server ends. Calls
 * that take longer than the grace period are stopped and answered with their findings so far. If
 * the output is no longer read, the server ends at once.
 */
public final class StdioFront {

  private static final Logger LOG = LoggerFactory.getLogger(StdioFront.class);

  /** Time for stopped calls to end; one usually ends within a second. */
  private static final Duration STOP_TIME = Duration.ofSeconds(3);

  private final McpServer server;
  private final long maxLine;
  private final Duration grace;

  /**
   * @param maxLine maximum bytes of a message
   * @param grace time that running calls get at the end of the input
   */
  public StdioFront(McpServer server, long maxLine, Duration grace) {
    this.server = server;
    this.maxLine = maxLine;
    this.grace = grace;
  }

  /** Serves until the client closes its end or stops reading. */
  public void run(InputStream in, OutputStream out) {
    Outbox outbox = new Outbox(out);
    McpPipe pipe = server.pipe(Caller.LOCAL, outbox::offer);
    Thread writer = Thread.ofVirtual().name("stdio-writer").start(outbox::write);
    CompletableFuture<Void> read = new CompletableFuture<>();
    // A daemon thread, because it may stay blocked on input that will not be answered any more.
    Thread.ofPlatform()
        .daemon()
        .name("stdio-reader")
        .start(() -> read(new BufferedInputStream(in), pipe, outbox, read));
    CompletableFuture.anyOf(read, outbox.written()).join();
    if (!outbox.written().isDone()) {
      drain(pipe, outbox);
    }
    pipe.close().toCompletableFuture().join();
    outbox.finish();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain(McpPipe pipe, Outbox outbox) {
    CompletableFuture<?> drained =
        CompletableFuture.anyOf(pipe.drain().toCompletableFuture(), outbox.written());
    if (!completesWithin(drained, grace)) {
      LOG.info("the input has ended; running calls are stopped after {}", grace);
      server.stopRequests();
      completesWithin(drained, STOP_TIME);
    }
  }

  private static boolean completesWithin(CompletableFuture<?> future, Duration time) {
    return future
        .thenApply(done -> true)
        .completeOnTimeout(false, time.toNanos(), TimeUnit.NANOSECONDS)
        .join();
  }

  private void read(InputStream in, McpPipe pipe, Outbox outbox, CompletableFuture<Void> read) {
    try {
      Line line = new Line();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          outbox.awaitRoom();
          line.end(pipe, outbox);
        } else {
          line.add(next);
        }
      }
      line.end(pipe, outbox);
    } catch (IOException broken) {
      LOG.info("standard input failed: {}", broken.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      read.complete(null);
    }
  }

  /** The bytes of the current line. */
  private final class Line {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean tooLong;

    void add(int next) {
      tooLong |= bytes.size() >= maxLine;
      if (!tooLong) {
        bytes.write(next);
      }
    }

    /** Handles the line as a message and starts the next. */
    void end(McpPipe pipe, Outbox outbox) {
      if (tooLong) {
        outbox.offer(unread(bytes.toByteArray()));
      } else if (!bytes.toString(StandardCharsets.UTF_8).isBlank()) {
        pipe.receive(bytes.toByteArray());
      }
      bytes.reset();
      tooLong = false;
    }
  }

  private McpEvent unread(byte[] beginning) {
    return new McpEvent(
        McpServer.unread(
            "Invalid request: a message may have %d bytes; send less at once".formatted(maxLine),
            beginning),
        Optional.empty(),
        true);
  }
}
