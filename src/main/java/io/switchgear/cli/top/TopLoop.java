package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The panel at work: one thread takes the news, folds them, and draws. */
public final class TopLoop implements AutoCloseable {

  /** Countdowns go on also while the server says nothing. */
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** A server that tells a sample every second and then nothing for so long is gone. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** Events come in bursts; one question a little later answers them all. */
  private static final Duration HEALTH_PAUSE = Duration.ofMillis(1200);

  private static final Duration GAP_PAUSE = Duration.ofSeconds(2);

  private static final int QUEUE = 1024;

  private final OperatorApi api;
  private final String server;
  private final String operator;
  private final Console console;
  private final Screen screen;
  private final EventFollower follower;
  private final BlockingQueue<TopEvent> news = new ArrayBlockingQueue<>(QUEUE);

  private ServerModel model;
  private Controls controls = Controls.atFirst();
  private ConnectionState link = new ConnectionState.Connected();
  private Instant heard = Instant.now();
  private Optional<Instant> healthDue = Optional.empty();
  private Optional<Instant> loadDue = Optional.empty();
  private boolean over;

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
    this.follower = new EventFollower(api, OptionalLong.of(0), this::put);
  }

  /**
   * Takes the terminal.
   *
   * @param server its address and version, for the first line
   * @param operator in whose name orders are given
   * @param model what is known at first
   * @throws IOException if there is no terminal
   */
  public static TopLoop open(
      OperatorApi api, String server, String operator, ServerModel model, boolean colours)
      throws IOException {
    return new TopLoop(api, server, operator, model, colours, Console.open());
  }

  /** Shows until somebody wants it to end. */
  public void run() throws InterruptedException {
    console.listen(
        key -> put(new TopEvent.KeyPressed(key)),
        () -> put(TopEvent.Simple.RESIZED),
        () -> put(TopEvent.Simple.END));
    Thread.ofVirtual().name("events").start(() -> follower.run(true));
    while (!over) {
      draw();
      TopEvent next = news.poll(BEAT.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; next != null && !over && i < QUEUE; i++) {
        take(next);
        next = news.poll();
      }
      if (next != null && !over) {
        take(next);
      }
      askAgain(Instant.now());
    }
  }

  private void draw() {
    console.show(
        screen.draw(
            new Frame(server, model, controls, link, Instant.now()),
            console.columns(),
            console.rows()));
  }

  private void take(TopEvent next) {
    Instant now = Instant.now();
    switch (next) {
      case TopEvent.KeyPressed pressed -> press(pressed.key());
      case TopEvent.ModelLoaded loaded -> model = model.loaded(loaded.answers(), now);
      case TopEvent.HealthLoaded loaded -> model = model.withHealth(loaded.report());
      case TopEvent.EventReceived happened -> happened(happened, now);
      case TopEvent.StreamOpened ignored -> {
        link = new ConnectionState.Connected();
        heard = now;
      }
      case TopEvent.StreamLost lost ->
          link =
              new ConnectionState.Disconnected(
                  link instanceof ConnectionState.Disconnected away ? away.since() : heard,
                  lost.why(),
                  lost.nextTry());
      case TopEvent.OrderFinished ordered ->
          controls = controls.saying(ordered.done() ? Style.GOOD : Style.BAD, ordered.sentence());
      case TopEvent.Simple simple -> {
        switch (simple) {
          case RESIZED -> console.measure();
          case END -> over = true;
        }
      }
    }
  }

  private void happened(TopEvent.EventReceived happened, Instant now) {
    heard = now;
    model = model.withEvent(happened.event(), now);
    switch (happened.event().path("type").asText()) {
      case "health_changed", "breaker_transition" ->
          healthDue = Optional.of(healthDue.orElse(now.plus(HEALTH_PAUSE)));
      case "gap" -> loadDue = Optional.of(loadDue.orElse(now.plus(GAP_PAUSE)));
      default -> {
        // The event says it all.
      }
    }
  }

  private void press(Key key) {
    Controls.Turn turn = controls.press(key, model);
    controls = turn.next();
    over = turn.quit();
    turn.give().ifPresent(order -> inBackground(() -> ordered(order)));
  }

  private TopEvent ordered(OrderForm order) {
    try {
      JsonNode answer = api.post(order.body(operator), order.path());
      return answer.hasNonNull("stored_detail")
          ? new TopEvent.OrderFinished(
              false, order.words() + ": " + Formats.clean(answer.path("stored_detail").asText()))
          : new TopEvent.OrderFinished(true, order.words() + ": done.");
    } catch (OperatorApi.ApiFailure trouble) {
      return new TopEvent.OrderFinished(
          false, order.words() + ": " + Formats.clean(trouble.getMessage()));
    }
  }

  /** What events cannot tell. */
  private void askAgain(Instant now) {
    if (healthDue.filter(due -> !due.isAfter(now)).isPresent()) {
      healthDue = Optional.empty();
      inBackground(() -> new TopEvent.HealthLoaded(api.get("health")));
    }
    if (loadDue.filter(due -> !due.isAfter(now)).isPresent()) {
      loadDue = Optional.empty();
      inBackground(() -> new TopEvent.ModelLoaded(ServerModel.Answers.from(api)));
    }
    if (link instanceof ConnectionState.Connected && heard.plus(SILENCE).isBefore(now)) {
      heard = now;
      follower.drop();
    }
  }

  private void inBackground(Supplier<TopEvent> question) {
    Thread.ofVirtual()
        .name("question")
        .start(
            () -> {
              try {
                put(question.get());
              } catch (OperatorApi.ApiFailure trouble) {
                // The stream tells whether the server is away.
              }
            });
  }

  private void put(TopEvent next) {
    try {
      news.put(next);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the terminal back; may be called from any thread, and more than once. */
  @Override
  public void close() {
    console.close();
    follower.close();
    news.offer(TopEvent.Simple.END);
  }
}
