package io.switchgear.stdio;

import io.switchgear.mcp.McpEvent;
import io.switchgear.mcp.McpPipe;
import io.switchgear.mcp.McpServer;
import io.switchgear.tool.Caller;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one client at the other end of a pipe. MCP 2025-11-25 and 2026-07-28, "stdio". */
public final class StdioFront {

  private static final Logger LOG = LoggerFactory.getLogger(StdioFront.class);

  private final McpServer server;
  private final long maxLine;

  /**
   * @param maxLine bytes of a message, at most
   */
  public StdioFront(McpServer server, long maxLine) {
    this.server = server;
    this.maxLine = maxLine;
  }

  /** Serves until the client closes its end, or does not read any more. */
  public void run(InputStream in, OutputStream out) {
    Outbox outbox = new Outbox(out);
    McpPipe pipe = server.pipe(Caller.LOCAL, outbox::offer);
    Thread writer = Thread.ofVirtual().name("stdio-writer").start(outbox::write);
    try {
      read(new BufferedInputStream(in), pipe, outbox);
    } catch (IOException broken) {
      LOG.info("standard input broke off: {}", broken.getMessage());
    }
    pipe.close().toCompletableFuture().join();
    outbox.finish();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream in, McpPipe pipe, Outbox outbox) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != '\n') {
        tooLong |= line.size() >= maxLine;
        if (!tooLong) {
          line.write(next);
        }
        continue;
      }
      if (tooLong) {
        outbox.offer(unread(line.toByteArray()));
      } else if (!line.toString(StandardCharsets.UTF_8).isBlank()) {
        pipe.receive(line.toByteArray());
      }
      line.reset();
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
