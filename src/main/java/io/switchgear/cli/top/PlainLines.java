package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ToolSampleJson;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Prints events as lines for programs and logs: the time, the type, then {@code name=value} pairs.
 * Values with characters outside {@link #BARE} are in double quotes.
 */
public final class PlainLines implements AutoCloseable {

  /** Values that need no quotes. */
  private static final String BARE = "[A-Za-z0-9_.:,/+-]+";

  private final Consumer<String> out;
  private final EventFollower follower;
  private boolean disconnected;
  private long left;

  /**
   * @param out receives each line, without a line feed
   * @param count the number of lines after which to stop
   */
  public PlainLines(OperatorApi api, Consumer<String> out, long count) {
    this.out = out;
    this.left = count;
    this.follower = new EventFollower(api, Optional.empty(), this::take);
  }

  /** Prints future events until the count is reached or this is closed. */
  public void run() {
    follower.run(true);
  }

  private void take(TopEvent news) {
    switch (news) {
      case TopEvent.EventReceived happened -> write(line(happened.event(), Instant.now()));
      case TopEvent.StreamOpened heard -> {
        if (disconnected) {
          disconnected = false;
          write(Instant.now() + " back");
        }
      }
      case TopEvent.StreamLost lost -> {
        disconnected = true;
        write(Instant.now() + " away" + pair("reason", lost.why()));
      }
      case TopEvent.ModelLoaded loaded -> {}
      case TopEvent.HealthLoaded loaded -> {}
      case TopEvent.NodesLoaded loaded -> {}
      case TopEvent.KeyPressed pressed -> {}
      case TopEvent.OrderFinished ordered -> {}
      case TopEvent.Simple simple -> {}
    }
  }

  private void write(String line) {
    if (left > 0) {
      out.accept(line);
      left--;
    }
    if (left == 0) {
      follower.close();
    }
  }

  @Override
  public void close() {
    follower.close();
  }

  static String line(ServerEvent event, Instant now) {
    String fields =
        event.facts() instanceof ToolSampleJson.All sample
            ? sample(sample.tools())
            : fields("", event.json());
    return (event.at().orElse(now) + " " + Formats.clean(event.type()) + fields).stripTrailing();
  }

  /** All fields that the server sent, so that this also serves types of newer servers. */
  private static String fields(String prefix, JsonNode object) {
    StringBuilder line = new StringBuilder();
    object
        .propertyStream()
        .filter(field -> !field.getKey().equals("timestamp") && !field.getKey().equals("type"))
        .forEach(
            field -> {
              String name = prefix + Formats.clean(field.getKey());
              JsonNode value = field.getValue();
              if (value.isObject()) {
                line.append(fields(name + ".", value));
              } else if (value.isArray()) {
                line.append(
                    pair(
                        name,
                        value
                            .valueStream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(","))));
              } else if (!value.isNull()) {
                line.append(pair(name, value.asText()));
              }
            });
    return line.toString();
  }

  /** A sample of all tools on one line: totals, and the breakers that are not closed. */
  private static String sample(Map<String, ToolSampleJson> tools) {
    double rate = tools.values().stream().mapToDouble(ToolSampleJson::rate).sum();
    double failed =
        tools.values().stream()
            .mapToDouble(tool -> tool.rate() * tool.failureRate().orElse(0))
            .sum();
    long running = tools.values().stream().mapToLong(ToolSampleJson::inFlight).sum();
    long queued = tools.values().stream().mapToLong(ToolSampleJson::queued).sum();
    return pair("tools", "" + tools.size())
        + pair("rate", number(rate))
        + (rate > 0 ? pair("failure_rate", number(failed / rate)) : "")
        + pair("in_flight", "" + running)
        + pair("queued", "" + queued)
        + states(tools, "open")
        + states(tools, "half_open");
  }

  private static String states(Map<String, ToolSampleJson> tools, String state) {
    String names =
        tools.entrySet().stream()
            .filter(tool -> tool.getValue().state().equals(state))
            .map(Map.Entry::getKey)
            .sorted()
            .collect(Collectors.joining(","));
    return names.isEmpty() ? "" : pair(state, names);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String pair(String name, String value) {
    String clean = Formats.clean(value);
    return " "
        + name
        + "="
        + (clean.matches(BARE)
            ? clean
            : '"' + clean.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }
}
