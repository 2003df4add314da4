package io.switchgear.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients that only listen: what they cost a server in a process of its own, and how long a
 * breaker's transition takes to reach all of them. Fails if it reaches not all, or if more than
 * what is wanted is taken.
 *
 * <pre>ListenersBenchmark 5000 10000</pre>
 *
 * streams of the modern era, then sessions of the legacy one.
 */
public final class ListenersBenchmark {

  private static final long MOST_FOR_STREAMS = 150_000_000L;
  private static final long MOST_FOR_SESSIONS = 200_000_000L;
  private static final long MOST_NANOS = 1_000_000_000L;
  private static final int ROUNDS = 5;

  private static final String LISTEN =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{"
          + "\"notifications\":{\"resourceSubscriptions\":[\"circuit-breaker://stats/port_scan\"]},"
          + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"b\",\"version\":\"1\"}}}";

  private final Process server;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();
  private boolean missed;

  private ListenersBenchmark(Process server, URI url) {
    this.server = server;
    this.url = url;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("listeners");
    Process server = start(folder);
    boolean missed = true;
    try {
      ListenersBenchmark benchmark = new ListenersBenchmark(server, url(server, folder));
      benchmark.warmUp();
      benchmark.sessions(Integer.parseInt(args[1]));
      benchmark.streams(Integer.parseInt(args[0]));
      missed = benchmark.missed;
    } finally {
      server.destroy();
      server.waitFor();
    }
    System.exit(missed ? 1 : 0);
  }

  private static Process start(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            Runtime.version().feature() < 25
                ? "-Djava.awt.headless=true"
                : "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            "io.switchgear.cli.Main",
            "serve",
            "--port",
            "0",
            "--data-dir",
            folder.toString());
    builder.environment().put("SWITCHGEAR_LOG_LEVEL", "ERROR");
    return builder.inheritIO().start();
  }

  /** The server writes its address down when it listens. */
  private static URI url(Process server, Path folder) throws Exception {
    Path written = folder.resolve("server.json");
    for (int tries = 0; tries < 600 && server.isAlive(); tries++) {
      if (Files.exists(written)) {
        String json = Files.readString(written);
        int at = json.indexOf("http://");
        if (at >= 0) {
          return URI.create(json.substring(at, json.indexOf('"', at)));
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("the server did not start");
  }

  private void warmUp() throws Exception {
    for (int i = 0; i < 300; i++) {
      end(open());
    }
    try (Streams streams = new Streams(50)) {
      streams.told(this::transition);
    }
  }

  private void sessions(int many) throws Exception {
    Memory before = memory();
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      sessions.add(open());
    }
    Memory with = memory();
    for (String session : sessions) {
      end(session);
    }
    Memory after = memory();
    System.out.printf(
        "%,d sessions: heap %+,d KiB (%,d bytes each), process %+,d KiB; ended: heap %+,d KiB%n",
        many,
        with.heap - before.heap >> 10,
        (with.heap - before.heap) / many,
        with.process - before.process >> 10,
        after.heap - before.heap >> 10);
    wanted(with.heap - before.heap < MOST_FOR_SESSIONS, "sessions under 200 MB");
    wanted(after.heap - before.heap < (with.heap - before.heap) / 4 + (4 << 20), "all released");
  }

  private void streams(int many) throws Exception {
    Memory before = memory();
    long[] times = new long[ROUNDS];
    Memory with;
    try (Streams streams = new Streams(many)) {
      with = memory();
      for (int round = 0; round < ROUNDS; round++) {
        times[round] = streams.told(this::transition);
      }
    }
    Memory after = memory();
    System.out.printf(
        "%,d streams: heap %+,d KiB (%,d bytes each), process %+,d KiB; closed: heap %+,d KiB%n",
        many,
        with.heap - before.heap >> 10,
        (with.heap - before.heap) / many,
        with.process - before.process >> 10,
        after.heap - before.heap >> 10);
    Arrays.sort(times);
    System.out.printf(
        "a transition, from the order to the last of them: median %d ms, %d to %d ms%n",
        times[ROUNDS / 2] / 1_000_000, times[0] / 1_000_000, times[ROUNDS - 1] / 1_000_000);
    wanted(with.heap - before.heap < MOST_FOR_STREAMS, "streams on the heap under 150 MB");
    wanted(times[ROUNDS / 2] < MOST_NANOS, "all told within 1 s, by the median");
  }

  private void wanted(boolean holds, String what) {
    System.out.println((holds ? "yes: " : "NO: ") + what);
    missed |= !holds;
  }

  /** Opens a breaker, or closes it. */
  private void transition() throws Exception {
    String action = opened ? "close" : "open";
    opened = !opened;
    HttpRequest order =
        HttpRequest.newBuilder(url.resolve("/api/v1/breakers/port_scan/" + action))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"benchmark\"}"))
            .build();
    if (http.send(order, BodyHandlers.ofString()).statusCode() != 200) {
      throw new IOException("the order was refused");
    }
  }

  private boolean opened;

  private String open() throws Exception {
    return http.send(
            HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(INITIALIZE))
                .build(),
            BodyHandlers.ofString())
        .headers()
        .firstValue("mcp-session-id")
        .orElseThrow();
  }

  private void end(String session) throws Exception {
    HttpRequest delete =
        HttpRequest.newBuilder(url).header("Mcp-Session-Id", session).DELETE().build();
    if (http.send(delete, BodyHandlers.discarding()).statusCode() != 204) {
      throw new IOException("a session was not ended");
    }
  }

  /**
   * @param heap bytes after a collection
   * @param process resident bytes
   */
  private record Memory(long heap, long process) {}

  private Memory memory() throws Exception {
    jcmd("GC.run");
    jcmd("GC.run");
    long resident = 0;
    for (String line :
        Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"), StandardCharsets.UTF_8)) {
      if (line.startsWith("VmRSS:")) {
        resident = Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    String info = jcmd("GC.heap_info");
    String used = info.replaceAll("(?s)^.*?used ([0-9]+)K.*$", "$1");
    return new Memory(Long.parseLong(used) << 10, resident);
  }

  private String jcmd(String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return out;
  }

  /** What is to be told. */
  private interface News {
    void happen() throws Exception;
  }

  /** Connections with a stream each, read by one thread. */
  private final class Streams implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    Streams(int many) throws IOException {
      byte[] request =
          ("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                  + "Accept: application/json, text/event-stream\r\n"
                  + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n"
                  + "Content-Length: "
                  + LISTEN.length()
                  + "\r\n\r\n"
                  + LISTEN)
              .getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < many; i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
        channel.write(ByteBuffer.wrap(request));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new StringBuilder());
      }
      until("subscriptions/acknowledged");
    }

    /** Nanoseconds until the last stream has it. */
    long told(News news) throws Exception {
      selector.keys().forEach(key -> text(key).setLength(0));
      long start = System.nanoTime();
      news.happen();
      until("resources/updated");
      return System.nanoTime() - start;
    }

    private void until(String wanted) throws IOException {
      int missing = selector.keys().size();
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (missing > 0) {
        if (System.nanoTime() - limit > 0) {
          throw new IOException(missing + " streams were not told");
        }
        selector.select(1_000);
        for (SelectionKey key : selector.selectedKeys()) {
          StringBuilder text = text(key);
          boolean had = text.indexOf(wanted) >= 0;
          buffer.clear();
          if (((SocketChannel) key.channel()).read(buffer) < 0) {
            throw new IOException("a stream ended: " + text);
          }
          text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
          missing -= !had && text.indexOf(wanted) >= 0 ? 1 : 0;
        }
        selector.selectedKeys().clear();
      }
    }

    private static StringBuilder text(SelectionKey key) {
      return (StringBuilder) key.attachment();
    }

    @Override
    public void close() throws IOException {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }
  }
}
