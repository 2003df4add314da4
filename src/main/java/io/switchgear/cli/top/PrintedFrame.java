package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/** One frame of the panel as text, for bug reports. */
public final class PrintedFrame {

  /** Room for what is around the tools. */
  private static final int OTHER_ROWS = 24;

  private PrintedFrame() {}

  /**
   * Folds events until the first sample of after what is loaded: by then all that are kept have
   * come.
   *
   * @param most to wait for it
   */
  public static ServerModel upToDate(ServerModel model, OperatorApi api, Duration most) {
    AtomicReference<ServerModel> next = new AtomicReference<>(model);
    AtomicReference<EventFollower> follower = new AtomicReference<>();
    follower.set(
        new EventFollower(
            api,
            OptionalLong.of(0),
            news -> {
              if (news instanceof TopEvent.EventReceived(JsonNode event)) {
                next.set(next.get().withEvent(event, Instant.now()));
                if (isSampleAfter(event, model.asOf())) {
                  follower.get().close();
                }
              }
            }));
    CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS)
        .execute(follower.get()::close);
    follower.get().run(true);
    return next.get();
  }

  private static boolean isSampleAfter(JsonNode event, Instant time) {
    return event.path("type").asText().equals("sample")
        && Formats.time(event.path("timestamp")).filter(time::isBefore).isPresent();
  }

  /** Without the line of keys, which do nothing there. */
  public static String text(String server, ServerModel model, boolean colours, int columns) {
    Frame frame =
        new Frame(
            server, model, Controls.atFirst(), new ConnectionState.Connected(), Instant.now());
    List<AttributedString> lines =
        new Screen(new Palette(colours), ZoneId.systemDefault())
            .draw(frame, columns, model.breakers().size() + OTHER_ROWS);
    return lines.subList(0, lines.size() - 1).stream()
            .map(line -> (colours ? line.toAnsi() : line.toString()).stripTrailing())
            .collect(Collectors.joining("\n"))
            .stripTrailing()
        + "\n";
  }
}
