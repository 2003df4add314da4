package io.switchgear.cli.top;

import io.switchgear.watch.view.BreakerJson;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.HealthJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The panel's main loop: one thread takes events, applies them to the model, and draws. */
public final class TopLoop implements AutoCloseable {

  /** Redraw interval without events, for the countdowns. */
  private static final Duration REDRAW_INTERVAL = Duration.ofSeconds(1);

  /**
   * The server sends a sample every second. After this time without events, the connection is dead.
   */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** Delay before health is loaded, so that a burst of events causes one request. */
  private static final Duration HEALTH_PAUSE = Duration.ofMillis(1200);

  /** Delay before the model is reloaded after missed events. */
  private static final Duration GAP_PAUSE = Duration.ofSeconds(2);

  /** Events do not tell what other nodes do. */
  private static final Duration NODES_OFTEN = Duration.ofSeconds(2);

  private static final Duration NODES_SELDOM = Duration.ofSeconds(10);

  private static final int QUEUE_CAPACITY = 1024;

  private final OperatorApi api;
  private final String server;
  private final String operator;
  private final Console console;
  private final Screen screen;
  private final EventFollower follower;
  private final BlockingQueue<TopEvent> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);

  private ServerModel model;
  private List<NodeRow> nodes = List.of();
  private Instant nodesDue = Instant.now();
  private Controls controls = Controls.initial();
  private ConnectionState link = new ConnectionState.Connected();
  private Instant lastEvent = Instant.now();
  private Optional<Instant> healthDue = Optional.empty();
  private Optional<Instant> loadDue = Optional.empty();
  private boolean finished;

  private TopLoop(
      OperatorApi api,
      String server,
      String operator,
      ServerModel model,
      boolean colours,
      Console c) {
    this.api = api;
    this.server = server;
    this.operator = operator;
    this.model = model;
    this.console = c;
    this.screen = new Screen(new Palette(colours), ZoneId.systemDefault());
    this.follower = new EventFollower(api, Optional.of("0"), this::put);
  }

  /**
   * Takes control of the terminal.
   *
   * @param server the server's version and address, for the first line
   * @param operator the operator's name for orders
   * @param model the initial model
   * @throws IOException if there is no terminal
   */
  public static TopLoop open(
      OperatorApi api, String server, String operator, ServerModel model, boolean colours)
      throws IOException {
    return new TopLoop(api, server, operator, model, colours, Console.open());
  }

  /** Runs until the user quits. */
  public void run() throws InterruptedException {
    console.listen(
        key -> put(new TopEvent.KeyPressed(key)),
        () -> put(TopEvent.Simple.RESIZED),
        () -> put(TopEvent.Simple.END));
    Thread.ofVirtual().name("events").start(() -> follower.run(true));
    while (!finished) {
      draw();
      TopEvent next = queue.poll(REDRAW_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; next != null && !finished && i < QUEUE_CAPACITY; i++) {
        take(next);
        next = queue.poll();
      }
      if (next != null && !finished) {
        take(next);
      }
      refresh(Instant.now());
    }
  }

  private void draw() {
    console.show(
        screen.draw(
            new Frame(server, model, nodes, controls, link, Instant.now()),
            console.columns(),
            console.rows()));
  }

  private void take(TopEvent next) {
    Instant now = Instant.now();
    switch (next) {
      case TopEvent.KeyPressed pressed -> press(pressed.key());
      case TopEvent.ModelLoaded loaded -> model = model.loaded(loaded.answers(), now);
      case TopEvent.HealthLoaded loaded -> model = model.withHealth(loaded.report());
      case TopEvent.NodesLoaded loaded -> nodes = loaded.nodes();
      case TopEvent.EventReceived happened -> happened(happened, now);
      case TopEvent.StreamOpened ignored -> {
        link = new ConnectionState.Connected();
        lastEvent = now;
      }
      case TopEvent.StreamLost lost ->
          link =
              new ConnectionState.Disconnected(
                  link instanceof ConnectionState.Disconnected away ? away.since() : lastEvent,
                  lost.why(),
                  lost.nextTry());
      case TopEvent.OrderFinished ordered ->
          controls =
              controls.withMessage(ordered.done() ? Style.GOOD : Style.BAD, ordered.sentence());
      case TopEvent.Simple simple -> {
        switch (simple) {
          case RESIZED -> console.measure();
          case END -> finished = true;
        }
      }
    }
  }

  private void happened(TopEvent.EventReceived happened, Instant now) {
    lastEvent = now;
    model = model.withEvent(happened.event(), now);
    switch (happened.event().facts()) {
      case EventJson.HealthChanged change -> loadHealth(now);
      case EventJson.BreakerTransition change -> loadHealth(now);
      case EventJson.Gap gap -> loadDue = Optional.of(loadDue.orElse(now.plus(GAP_PAUSE)));
      default -> {
        // The event itself contains everything.
      }
    }
  }

  private void loadHealth(Instant now) {
    healthDue = Optional.of(healthDue.orElse(now.plus(HEALTH_PAUSE)));
  }

  private void press(Key key) {
    Controls.Turn turn = controls.press(key, model);
    controls = turn.next();
    finished = turn.quit();
    turn.order().ifPresent(order -> inBackground(() -> ordered(order)));
  }

  private TopEvent ordered(OrderForm order) {
    try {
      return notStored(order)
          .map(why -> new TopEvent.OrderFinished(false, order.label() + ": " + Formats.clean(why)))
          .orElseGet(() -> new TopEvent.OrderFinished(true, order.label() + ": done."));
    } catch (OperatorApi.ApiFailure trouble) {
      return new TopEvent.OrderFinished(
          false, order.label() + ": " + Formats.clean(trouble.getMessage()));
    }
  }

  /** Sends the order. Returns why a restart of the server would lose it; empty if it is stored. */
  private Optional<String> notStored(OrderForm order) {
    return switch (order.action()) {
      case CANCEL -> {
        api.post(order.body(operator), CallJson.Cancelled.class, order.path());
        yield Optional.empty();
      }
      case OPEN, CLOSE, HOLD_OPEN, AUTO, RESET, DISABLE ->
          api.post(order.body(operator), BreakerJson.class, order.path()).storedDetail();
    };
  }

  /** Loads what events do not contain, and reconnects if no event arrives. */
  private void refresh(Instant now) {
    if (healthDue.filter(due -> !due.isAfter(now)).isPresent()) {
      healthDue = Optional.empty();
      inBackground(() -> new TopEvent.HealthLoaded(api.get(HealthJson.class, "health")));
    }
    if (!nodesDue.isAfter(now)) {
      nodesDue = now.plus(nodes.isEmpty() ? NODES_SELDOM : NODES_OFTEN);
      inBackground(() -> new TopEvent.NodesLoaded(NodeRow.load(api)));
    }
    if (loadDue.filter(due -> !due.isAfter(now)).isPresent()) {
      loadDue = Optional.empty();
      inBackground(() -> new TopEvent.ModelLoaded(ServerModel.Answers.from(api)));
    }
    if (link instanceof ConnectionState.Connected && lastEvent.plus(SILENCE).isBefore(now)) {
      lastEvent = now;
      follower.reconnect();
    }
  }

  private void inBackground(Supplier<TopEvent> request) {
    Thread.ofVirtual()
        .name("request")
        .start(
            () -> {
              try {
                put(request.get());
              } catch (OperatorApi.ApiFailure trouble) {
                // The event stream reports whether the server can be reached.
              }
            });
  }

  private void put(TopEvent next) {
    try {
      queue.put(next);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Restores the terminal. May be called from any thread, and more than once. */
  @Override
  public void close() {
    console.close();
    follower.close();
    queue.offer(TopEvent.Simple.END);
  }
}
