package io.switchgear.front.access;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Fetches a JWKS document from a URL or a file. */
@FunctionalInterface
interface KeySource {

  int MAX_BYTES = 512 << 10;

  /** The document; fails if it cannot be fetched within the timeout. */
  CompletableFuture<String> fetch();

  static KeySource of(String place, Duration timeout) {
    if (place.startsWith("http://") || place.startsWith("https://")) {
      return ofUrl(URI.create(place), timeout);
    }
    Path file = place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
    return () ->
        fetched(
            timeout,
            () -> {
              try (InputStream in = Files.newInputStream(file)) {
                return read(in);
              }
            });
  }

  private static KeySource ofUrl(URI url, Duration timeout) {
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            // A redirect could lead to keys from a host that the operator did not configure.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Accept", "application/json, application/jwk-set+json")
            .build();
    return () ->
        fetched(
            timeout,
            () -> {
              HttpResponse<InputStream> response =
                  http.send(request, HttpResponse.BodyHandlers.ofInputStream());
              try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                  throw new IOException("HTTP " + response.statusCode());
                }
                return read(body);
              }
            });
  }

  private static String read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("longer than " + MAX_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Runs the task on a virtual thread, which is interrupted when the timeout expires. */
  private static CompletableFuture<String> fetched(Duration timeout, Callable<String> task) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    result.complete(task.call());
                  } catch (Exception failed) {
                    result.completeExceptionally(failed);
                  }
                });
    result
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((document, failed) -> thread.interrupt());
    return result;
  }
}
