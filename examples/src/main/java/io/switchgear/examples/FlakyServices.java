package io.switchgear.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Three HTTP services on loopback that fail at a given rate, in a sequence determined by a seed:
 * {@code /weather_api/CITY}, {@code /cache/CITY} (also PUT) and {@code /database} (POST a record).
 */
final class FlakyServices implements AutoCloseable {

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Double> failureRates = new ConcurrentHashMap<>();
  private final Map<String, Random> chances = new ConcurrentHashMap<>();
  private final Map<String, String> cached = new ConcurrentHashMap<>();
  private final List<String> records = new ArrayList<>();

  /** No service fails until {@link #failing} is called. */
  FlakyServices(long seed) {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noSocket) {
      throw new UncheckedIOException(noSocket);
    }
    http.setExecutor(threads);
    Random weather = new Random(seed);
    serve("weather_api", seed + 1, exchange -> forecast(last(exchange), weather));
    serve("cache", seed + 2, this::cache);
    serve("database", seed + 3, this::store);
    http.start();
  }

  URI uri() {
    return URI.create(
        "http://%s:%d/".formatted(http.getAddress().getHostString(), http.getAddress().getPort()));
  }

  /**
   * @param rate share of requests that get the status 503; 0 (none) to 1 (all)
   */
  void failing(String service, double rate) {
    failureRates.put(service, rate);
  }

  /** The records in the database. */
  List<String> records() {
    synchronized (records) {
      return List.copyOf(records);
    }
  }

  /** Waits until the database has that many records; false if it does not within the time. */
  boolean stored(int number, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (records) {
      while (records.size() < number && end - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(records, end - System.nanoTime());
      }
      return records.size() >= number;
    }
  }

  private void serve(String service, long seed, Function<HttpExchange, String> answer) {
    failureRates.put(service, 0.0);
    chances.put(service, new Random(seed));
    http.createContext("/" + service, exchange -> answer(exchange, service, answer));
  }

  private void answer(HttpExchange exchange, String service, Function<HttpExchange, String> answer)
      throws IOException {
    try (exchange) {
      boolean fails = chances.get(service).nextDouble() < failureRates.get(service);
      String body = fails ? "" : answer.apply(exchange);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(fails ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static String forecast(String city, Random weather) {
    String condition = List.of("Sunny", "Cloudy", "Rainy").get(weather.nextInt(3));
    return "%s in %s, %d degrees".formatted(condition, city, 15 + weather.nextInt(16));
  }

  private String cache(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("PUT")
        ? put(last(exchange), body(exchange))
        : cached.getOrDefault(last(exchange), "");
  }

  private String put(String city, String forecast) {
    cached.put(city, forecast);
    return "";
  }

  private String store(HttpExchange exchange) {
    synchronized (records) {
      records.add(body(exchange));
      records.notifyAll();
      return "rec_" + records.size();
    }
  }

  private static String body(HttpExchange exchange) {
    try {
      return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String last(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
