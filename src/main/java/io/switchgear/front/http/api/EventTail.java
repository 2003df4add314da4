package io.switchgear.front.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.watch.events.Event;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventLog.Batch;
import io.switchgear.watch.events.LiveValues;
import io.switchgear.watch.view.EventJson.Gap;
import io.switchgear.watch.view.ViewMapper;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * The event log from a position on, as frames, and between them what is so at the moment. It takes
 * from the log when its reader wants some, so a slow reader fills no queue.
 */
final class EventTail extends GraphStage<SourceShape<ByteString>> {

  /** Events in one frame; bounds the time that the log is held. */
  private static final int BATCH = 32;

  /** How long a browser waits before it connects anew, in milliseconds. */
  private static final String BEGIN = "retry: 2000\n\n";

  private final EventLog log;
  private final Optional<String> lastEventId;
  private final Consumer<Runnable> opened;
  private final Consumer<Runnable> gone;
  private final Outlet<ByteString> out = Outlet.create("EventTail.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);

  /**
   * @param lastEventId as the reader sent it
   * @param opened told of what ends the stream, once it begins
   * @param gone told of the same once the stream is over
   */
  EventTail(
      EventLog log,
      Optional<String> lastEventId,
      Consumer<Runnable> opened,
      Consumer<Runnable> gone) {
    this.log = log;
    this.lastEventId = lastEventId;
    this.opened = opened;
    this.gone = gone;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private static String frame(String type, String id, ObjectNode data) {
    return id + "event: " + type + "\ndata: " + data + "\n\n";
  }

  private static String frame(Event event) {
    return frame(event.kind().wire(), "id: " + event.id() + "\n", event.toJson());
  }

  private static String frame(Gap gap) {
    return frame(Gap.TYPE, "", ViewMapper.tree(gap));
  }

  /** Without an id, so that it does not move the reader's position. */
  private static String frame(ObjectNode live) {
    return frame(live.get("type").textValue(), "", live);
  }

  private static String frames(Batch batch) {
    StringBuilder frames = new StringBuilder();
    if (batch.missed() > 0) {
      frames.append(frame(Gap.noLongerKept(batch.missed())));
    }
    batch.events().forEach(event -> frames.append(frame(event)));
    return frames.toString();
  }

  private final class Logic extends GraphStageLogic {

    private final AsyncCallback<Done> news = createAsyncCallback(ignored -> onNews());
    private final AsyncCallback<Done> end = createAsyncCallback(ignored -> completeStage());
    private final Runnable ending = () -> end.invoke(Done.getInstance());

    /** Whether news is on its way to this stage, so that a storm sends it no second one. */
    private final AtomicBoolean told = new AtomicBoolean();

    private EventLog.Listening listening = () -> {};
    private EventLog.Listening watching = () -> {};
    private String first = BEGIN;
    private long position;
    private long version;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pushNext();
            }
          });
    }

    @Override
    public void preStart() {
      begin();
      listening = log.listen(event -> tell());
      watching = log.live().listen(this::tell);
      opened.accept(ending);
    }

    private void begin() {
      position = log.end();
      if (lastEventId.isEmpty()) {
        return;
      }
      Optional<Long> known = known(lastEventId.get());
      if (known.isEmpty() && !lastEventId.get().equals("0")) {
        first += frame(Gap.serverRestarted());
      }
      position = known.orElseGet(log::start);
    }

    private Optional<Long> known(String id) {
      try {
        return Optional.of(Long.parseLong(id)).filter(log::knows);
      } catch (NumberFormatException notOurs) {
        return Optional.empty();
      }
    }

    private void tell() {
      if (told.compareAndSet(false, true)) {
        news.invoke(Done.getInstance());
      }
    }

    private void onNews() {
      told.set(false);
      pushNext();
    }

    private void pushNext() {
      if (!isAvailable(out)) {
        return;
      }
      if (!first.isEmpty()) {
        push(out, ByteString.fromString(first));
        first = "";
        return;
      }
      String frames = events() + liveValues();
      if (!frames.isEmpty()) {
        push(out, ByteString.fromString(frames));
      }
    }

    private String events() {
      Optional<Batch> batch = log.after(position, BATCH);
      batch.ifPresent(some -> position = some.position());
      return batch.map(EventTail::frames).orElse("");
    }

    private String liveValues() {
      Optional<LiveValues.Batch> batch = log.live().after(version, BATCH);
      batch.ifPresent(some -> version = some.version());
      return batch.stream()
          .flatMap(some -> some.values().stream())
          .map(EventTail::frame)
          .collect(Collectors.joining());
    }

    @Override
    public void postStop() {
      listening.close();
      watching.close();
      gone.accept(ending);
    }
  }
}
