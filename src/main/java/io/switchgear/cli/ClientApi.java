package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.cli.top.OperatorApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The operator API for {@code top}, on the client that all commands use. */
final class ClientApi implements OperatorApi {

  private final OperatorClient client;

  ClientApi(OperatorClient client) {
    this.client = client;
  }

  @Override
  public <T extends Record> T get(Class<T> shape, String... steps) {
    return tried(() -> OperatorClient.view(client.get(steps), shape));
  }

  @Override
  public <T extends Record> Optional<T> find(
      Class<T> shape, Map<String, String> query, String... steps) {
    try {
      return Optional.of(OperatorClient.view(client.getWith(query, steps), shape));
    } catch (CommandFailure failure) {
      if (failure.exitCode() == ExitCode.USAGE || failure.exitCode() == ExitCode.REFUSED) {
        return Optional.empty();
      }
      throw new ApiFailure(failure, false);
    }
  }

  @Override
  public <T extends Record> T post(Record body, Class<T> shape, String... steps) {
    return tried(() -> OperatorClient.view(client.post(body, steps), shape));
  }

  @Override
  public Events events(Optional<String> after) {
    InputStream in = tried(() -> client.events(after));
    SseReader stream =
        new SseReader(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    return new Events() {
      @Override
      public Optional<JsonNode> next() throws IOException {
        Optional<String> data = stream.next();
        return data.isPresent()
            ? Optional.of(McpClient.JSON.readTree(data.get()))
            : Optional.empty();
      }

      @Override
      public Optional<String> lastId() {
        return stream.lastId();
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  /** The failure that other commands report for the same cause. */
  static CommandFailure failure(ApiFailure trouble) {
    return trouble.getCause() instanceof CommandFailure known
        ? known
        : new CommandFailure(ExitCode.UNREACHABLE, trouble.getMessage());
  }

  private static <T> T tried(Supplier<T> request) {
    try {
      return request.get();
    } catch (CommandFailure failure) {
      throw new ApiFailure(failure, failure.exitCode() == ExitCode.REFUSED);
    }
  }
}
