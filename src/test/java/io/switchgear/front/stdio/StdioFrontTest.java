package io.switchgear.front.stdio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchgear.mcp.FixtureTools;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.legacy.TestSessions;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.testing.Await;
import io.switchgear.tool.ToolRun.StopReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StdioFrontTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String HELLO =
      "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'%s',"
          + "'capabilities':{},'clientInfo':{'name':'t','version':'1'}}}\n";
  private static final String MODERN =
      ",'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  private final FixtureTools tools = new FixtureTools();
  private final McpServer server =
      new McpServer(
          tools, new ServerIdentity("switchgear", "Switchgear", "1", ""), TestSessions.of(3));

  private static String call(String id, String tool, String more) {
    return "{'jsonrpc':'2.0','id':%s,'method':'tools/call','params':{'name':'%s'%s}}"
        .formatted(id, tool, more);
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private CompletableFuture<Void> run(Duration grace, InputStream in, OutputStream out) {
    return CompletableFuture.runAsync(
        () -> new StdioFront(server, 100_000, grace).run(in, out),
        task -> Thread.ofVirtual().start(task));
  }

  private static void await(CompletableFuture<Void> running) throws Exception {
    Await.result("the running", running);
  }

  private static List<JsonNode> messages(ByteArrayOutputStream out) throws IOException {
    List<JsonNode> messages = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      messages.add(JSON.readTree(line));
    }
    return messages;
  }

  private static List<String> ids(List<JsonNode> messages) {
    return messages.stream()
        .flatMap(message -> message.findValues("id").stream())
        .map(JsonNode::asText)
        .sorted()
        .toList();
  }

  /** The input, the ids that are answered, and the number of calls running at its end. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "[]|0|",
        "[1]|0|{'jsonrpc':'2.0','id':1,'method':'ping'}",
        "[1]|1|SLOW1",
        "[1, 2, 3]|3|SLOW1;SLOW2;SLOW3",
        "[1, 2]|1|{'jsonrpc':'2.0','method':'notifications/initialized'};SLOW1;"
            + "{'jsonrpc':'2.0','id':2,'method':'tools/list'}",
        "[1, 2]|2|[SLOW1,SLOW2]",
      })
  void everythingThatWasReadIsAnsweredBeforeTheEnd(String answered, int slow, String sent)
      throws Exception {
    for (String end : List.of("\n", "", "\n\n \n")) {
      String lines = sent == null ? "" : sent.replace(";", "\n");
      for (int i = 1; i <= 3; i++) {
        lines = lines.replace("SLOW" + i, call(String.valueOf(i), "slow", ""));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      CompletableFuture<Void> running =
          run(
              LONG,
              new ByteArrayInputStream(bytes(HELLO.formatted("2025-03-26") + lines + end)),
              out);
      for (int i = 0; i < slow; i++) {
        FixtureTools.SlowCall next = tools.nextSlow();
        assertFalse(running.isDone(), "calls are under way");
        next.complete("done");
      }
      await(running);
      List<JsonNode> messages = messages(out);
      assertEquals("0", messages.removeFirst().path("id").asText());
      assertEquals(answered, ids(messages).toString());
      messages.forEach(message -> assertFalse(message.has("error"), message::toString));
      assertEquals(0, server.sessions());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE", "overlong"})
  void aLineThatIsNotUtf8IsRefused(String form) throws Exception {
    String ping = "{'jsonrpc':'2.0','id':1,'method':'ping','x':'/'}".replace('\'', '"');
    byte[] line =
        form.equals("overlong")
            ? ping.replace("/", "\u00c0\u00af").getBytes(StandardCharsets.ISO_8859_1)
            : ping.getBytes(Charset.forName(form));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    await(run(LONG, new ByteArrayInputStream(line), out));
    assertTrue(
        messages(out).getFirst().at("/error/message").asText().contains("UTF-8"), out::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", MODERN})
  void whatWasCancelledIsNotAnsweredAtTheEndEither(String era) throws Exception {
    String lines =
        HELLO.formatted("2025-11-25")
            + call("1", "slow", era)
            + "\n{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1.0}}";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompletableFuture<Void> running = run(LONG, new ByteArrayInputStream(bytes(lines)), out);
    assertEquals(StopReason.CANCELLED, tools.nextSlow().stopped());
    await(running);
    assertEquals(List.of("0"), ids(messages(out)));
  }

  @Test
  void aModernCallIsAnsweredAndAStreamWithoutEndIsEnded() throws Exception {
    String listen =
        "{'jsonrpc':'2.0','id':1,'method':'subscriptions/listen','params':{'notifications':{}"
            + MODERN
            + "}}\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompletableFuture<Void> running =
        run(LONG, new ByteArrayInputStream(bytes(listen + call("2", "slow", MODERN))), out);
    tools.nextSlow().complete("done");
    await(running);
    assertEquals(List.of("1", "2"), ids(messages(out)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", MODERN})
  void whatTakesLongerThanTheGraceIsAnsweredWithWhatItHas(String era) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompletableFuture<Void> running =
        run(
            Duration.ZERO,
            new ByteArrayInputStream(bytes(HELLO.formatted("2025-11-25") + call("1", "slow", era))),
            out);
    assertEquals(StopReason.SHUTDOWN, tools.nextSlow().stopped());
    await(running);
    JsonNode answer = messages(out).getLast();
    assertEquals(1, answer.path("id").asInt());
    assertTrue(answer.toString().contains("port 22 is open"), answer.toString());
  }

  @Test
  void whereNobodyReadsEverythingEndsAtOnceAlthoughTheInputGoesOn() throws Exception {
    try (PipedOutputStream client = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(client, 1 << 16)) {
      OutputStream closed =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("Broken pipe");
            }
          };
      CompletableFuture<Void> running = run(LONG, in, closed);
      client.write(bytes(call("1", "slow", MODERN) + "\n"));
      client.flush();
      FixtureTools.SlowCall slow = tools.nextSlow();
      client.write(bytes(call("2", "a_text", MODERN) + "\n"));
      client.flush();
      assertEquals(StopReason.CANCELLED, slow.stopped());
      await(running);
      assertEquals(0, server.requestsInFlight());
    }
  }

  /** The number of messages that are accepted while the client does not read. */
  @Test
  void aClientThatReadsNothingIsTakenNothingMoreFrom() throws Exception {
    byte[] list =
        bytes(
            "{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{"
                + MODERN.substring(1)
                + "}}\n");
    Semaphore reads = new Semaphore(0);
    CompletableFuture<Void> stalled = new CompletableFuture<>();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            received.write(b);
          }

          @Override
          public void write(byte[] body) {
            stalled.complete(null);
            reads.acquireUninterruptibly();
            received.writeBytes(body);
          }
        };
    int lines = 2_000;
    CountingInput in = new CountingInput(list, lines);
    CompletableFuture<Void> running = run(LONG, in, slow);
    Await.result("the stalled", stalled);
    in.awaitStandstill();
    assertTrue(in.taken() < lines / 2, () -> in.taken() + " messages taken");
    reads.release(lines);
    await(running);
    assertEquals(lines, messages(received).size());
  }

  /** Repeats one line; counts how often it was read. */
  private static final class CountingInput extends InputStream {

    private final byte[] line;
    private final int lines;
    private int position;
    private int taken;
    private volatile Thread reader;

    CountingInput(byte[] line, int lines) {
      this.line = line;
      this.lines = lines;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("it is read through a buffer");
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      reader = Thread.currentThread();
      if (taken == lines) {
        return -1;
      }
      int count = Math.min(length, line.length - position);
      System.arraycopy(line, position, into, offset, count);
      position = (position + count) % line.length;
      if (position == 0) {
        taken++;
      }
      return count;
    }

    synchronized int taken() {
      return taken;
    }

    /** Waits until its reader blocks or has read everything. */
    void awaitStandstill() {
      Await.until(
          "a reader that waits or has ended",
          () -> taken() >= lines || reader != null && reader.getState() == Thread.State.WAITING);
    }
  }
}
