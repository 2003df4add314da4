package io.switchgear.cli.top;

import io.switchgear.watch.view.ToolSampleJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/** Prints one frame of the panel as text. */
public final class PrintedFrame {

  /** Rows for everything except the tools table. */
  private static final int OTHER_ROWS = 31;

  private PrintedFrame() {}

  /**
   * Applies events until a sample that is newer than the loaded model. All retained events arrive
   * before it.
   *
   * @param timeout the maximum time to wait for the sample
   */
  public static ServerModel upToDate(ServerModel model, OperatorApi api, Duration timeout) {
    AtomicReference<ServerModel> next = new AtomicReference<>(model);
    AtomicReference<EventFollower> follower = new AtomicReference<>();
    follower.set(
        new EventFollower(
            api,
            Optional.of("0"),
            news -> {
              if (news instanceof TopEvent.EventReceived(ServerEvent event)) {
                next.set(next.get().withEvent(event, Instant.now()));
                if (isSampleAfter(event, model.asOf())) {
                  follower.get().close();
                }
              }
            }));
    CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .execute(follower.get()::close);
    follower.get().run(true);
    return next.get();
  }

  private static boolean isSampleAfter(ServerEvent event, Instant time) {
    return event.facts() instanceof ToolSampleJson.All
        && event.at().filter(time::isBefore).isPresent();
  }

  /**
   * The frame as text, without the line of keys.
   *
   * @param api tells the nodes of the cluster
   */
  public static String text(
      String server, ServerModel model, OperatorApi api, boolean colours, int columns) {
    Frame frame =
        new Frame(
            server,
            model,
            NodeRow.load(api),
            Controls.initial(),
            new ConnectionState.Connected(),
            Instant.now());
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
