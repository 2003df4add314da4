package io.switchgear.watch.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntUnaryOperator;

/** A webhook receiver whose responses the test controls. */
public final class HookServer implements AutoCloseable {

  /** Instead of a status: no response. */
  public static final int HANG = 0;

  /** Instead of a status: a response whose body never ends. */
  public static final int DRIP = 1;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final IntUnaryOperator statuses;
  private int count;

  /**
   * @param headers by name as sent
   */
  public record Received(Map<String, List<String>> headers, byte[] body) {
    public String header(String name) {
      return headers.get(name).getFirst();
    }
  }

  /**
   * @param statuses the answer to the request of that number, from 0
   */
  public HookServer(IntUnaryOperator statuses) throws IOException {
    this.statuses = statuses;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook/hunter2");
  }

  /** The next request. */
  public Received next() throws InterruptedException {
    return Await.next("a request", received);
  }

  /** Requests that the test has not taken. */
  int waiting() {
    return received.size();
  }

  private synchronized int status() {
    return statuses.applyAsInt(count++);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int status = status();
      received.add(new Received(Map.copyOf(exchange.getRequestHeaders()), body));
      if (status == HANG) {
        closed.await();
        return;
      }
      if (status == DRIP) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
        closed.await();
        return;
      }
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** Closes hanging requests without a response. */
  void breakOff() {
    closed.countDown();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
