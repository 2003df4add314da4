package io.switchgear.mcp.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.RequestClient.Asked;
import io.switchgear.mcp.wire.ClientQuestions;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.RequestMeta;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.ServerNotification;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that may have to ask its client. An attempt may end with questions. A legacy client is
 * then asked on its session, and the request is attempted again with the answers. A modern client
 * is answered with the questions, and sends the request again itself. Methods do not see the
 * difference.
 */
public final class InputRounds implements MethodResult.Running {

  private static final Logger LOG = LoggerFactory.getLogger(InputRounds.class);

  /** A tool that asks more often does not understand the answers to its own questions. */
  private static final int MAX_ROUNDS = 10;

  /** One attempt. */
  public interface Attempt {

    /** Never fails. */
    CompletionStage<Turn> turn();

    void stop(StopReason reason);
  }

  /** The end of an attempt. */
  public sealed interface Turn {
    record Done(MethodResult.Ready answer) implements Turn {}

    /**
     * @param questions to which the attempt needs answers
     * @param unanswered the answer to the request if the client gives none
     */
    record Asks(Questions questions, MethodResult.Ready unanswered) implements Turn {}
  }

  /** Starts an attempt. */
  @FunctionalInterface
  public interface Tried {
    public Attempt start(Dialogue dialogue, Progress progress);
  }

  private final RequestContext context;

  /**
   * Digest of the request, for the state of a modern client. Few requests ask their client, so it
   * is computed when it is needed.
   */
  private final Supplier<String> request;

  private final Optional<ProgressReporter> reporter;
  private final RequestState states;
  private final Tried tried;
  private final PendingEvents pending = new PendingEvents();
  private final CompletableFuture<MethodResult.Ready> ready = new CompletableFuture<>();
  private Optional<Attempt> attempt = Optional.empty();
  private Optional<Asked> asking = Optional.empty();
  private Optional<StopReason> stopped = Optional.empty();
  private boolean unheard;
  private int rounds;

  private InputRounds(
      RequestContext context,
      Supplier<String> request,
      Optional<ProgressReporter> reporter,
      RequestState states,
      Tried tried) {
    this.context = context;
    this.request = request;
    this.reporter = reporter;
    this.states = states;
    this.tried = tried;
    reporter.ifPresent(present -> pending.whenHeard(() -> present.listen(pending::offer)));
  }

  public static MethodResult start(
      RequestContext context, String method, ObjectNode params, RequestState states, Tried tried) {
    Supplier<String> request = () -> RequestState.digest(method, params);
    InputRounds rounds =
        new InputRounds(
            context.withoutRepeated(),
            request,
            RequestMeta.progressToken(params)
                .map(token -> new ProgressReporter(token, System::nanoTime, InputRounds::after)),
            states,
            tried);
    if (context.era() == Era.LEGACY || !answers(params)) {
      rounds.next(Map.of(), Optional.empty());
      return rounds;
    }
    JsonNode token = params.path("requestState");
    if (token.isMissingNode() || token.isNull()) {
      rounds.next(given(params, key -> true), Optional.empty());
      return rounds;
    }
    states
        .redeem(token.asText(), context.caller().name(), request.get())
        .thenAccept(redeemed -> rounds.redeemed(redeemed, params))
        .exceptionally(rounds::failed);
    return rounds;
  }

  private void redeemed(RequestState.Redeemed redeemed, ObjectNode params) {
    switch (redeemed) {
      case RequestState.Redeemed.Refused refused ->
          over(new MethodResult.Failure(refused.refusal()));
      case RequestState.Redeemed.Valid(RequestState.Content content) -> {
        Map<String, ObjectNode> answers = new HashMap<>(content.answers());
        // The state proves only its own questions, so other answers are ignored.
        answers.putAll(given(params, content.asked()::contains));
        next(answers, Optional.of(content.state()));
      }
    }
  }

  private Void failed(Throwable bug) {
    over(Replies.internal(bug));
    return null;
  }

  /** An answer that is no object is ignored, and its question is asked again. */
  private static Map<String, ObjectNode> given(ObjectNode params, Predicate<String> asked) {
    Map<String, ObjectNode> given = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : params.path("inputResponses").properties()) {
      if (asked.test(each.getKey()) && each.getValue() instanceof ObjectNode answer) {
        given.put(each.getKey(), answer);
      }
    }
    return given;
  }

  /** Whether a modern client sends the request again with answers. */
  private static boolean answers(ObjectNode params) {
    return params.has("requestState") || params.has("inputResponses");
  }

  @Override
  public CompletionStage<MethodResult.Ready> ready() {
    return ready;
  }

  @Override
  public void listen(Consumer<McpEvent> events) {
    pending.listen(events);
  }

  @Override
  public void unheard() {
    Optional<Asked> waiting;
    synchronized (this) {
      unheard = true;
      waiting = asking;
    }
    waiting.ifPresent(now -> now.withdraw().run());
  }

  @Override
  public boolean hasNews() {
    return pending.isWaiting();
  }

  @Override
  public void stop(StopReason reason) {
    Optional<Attempt> running;
    Optional<Asked> waiting;
    synchronized (this) {
      stopped = Optional.of(reason);
      running = attempt;
      waiting = asking;
    }
    running.ifPresent(now -> now.stop(reason));
    waiting.ifPresent(now -> now.withdraw().run());
  }

  private void next(Map<String, ObjectNode> answers, Optional<ObjectNode> state) {
    rounds++;
    Attempt started =
        tried.start(new Dialogue(context.client().answerable(), answers, state), new Live());
    Optional<StopReason> already;
    synchronized (this) {
      attempt = Optional.of(started);
      asking = Optional.empty();
      already = stopped;
    }
    already.ifPresent(started::stop);
    started
        .turn()
        .whenComplete(
            (turn, bug) -> {
              if (bug != null) {
                over(Replies.internal(bug));
                return;
              }
              switch (turn) {
                case Turn.Done done -> over(done.answer());
                case Turn.Asks asks -> ask(asks, answers);
              }
            });
  }

  private void ask(Turn.Asks asks, Map<String, ObjectNode> before) {
    Questions questions = asks.questions();
    boolean answerable =
        questions.asked().values().stream()
            .allMatch(question -> context.client().answerable().contains(question.kind()));
    switch (context.era()) {
      case MODERN -> over(answerable ? inputRequired(questions, before) : lacking(questions));
      case LEGACY -> {
        if (!answerable || rounds == MAX_ROUNDS) {
          over(asks.unanswered());
        } else {
          askSession(asks, before);
        }
      }
    }
  }

  private MethodResult.Ready inputRequired(Questions questions, Map<String, ObjectNode> before) {
    // A new question has no answer yet, even if the client sent one in advance.
    Map<String, ObjectNode> earlier = new HashMap<>(before);
    earlier.keySet().removeAll(questions.asked().keySet());
    Optional<String> token =
        questions
            .state()
            .map(
                state ->
                    new RequestState.Content(
                        state, questions.asked().keySet(), earlier, questions.singleUse()))
            .map(content -> states.issue(context.caller().name(), request.get(), content));
    return new MethodResult.Done(new Result.InputRequired(questions.asked(), token));
  }

  private static MethodResult.Ready lacking(Questions questions) {
    return new MethodResult.Failure(ClientQuestions.missing(questions.asked().values()));
  }

  private void askSession(Turn.Asks asks, Map<String, ObjectNode> before) {
    Asked asked = context.client().asker().orElseThrow().ask(asks.questions(), pending::offer);
    boolean vain;
    synchronized (this) {
      asking = Optional.of(asked);
      vain = unheard || stopped.isPresent();
    }
    if (vain) {
      asked.withdraw().run();
    }
    asked
        .answers()
        .thenAccept(
            given -> {
              if (given.isEmpty()) {
                over(asks.unanswered());
              } else {
                Map<String, ObjectNode> all = new HashMap<>(before);
                all.putAll(given.get());
                next(all, asks.questions().state());
              }
            });
  }

  private void over(MethodResult.Ready answer) {
    reporter.ifPresent(ProgressReporter::close);
    pending.close();
    ready.complete(answer);
  }

  /** Sends progress and log messages of the attempt to the client. */
  private final class Live implements Progress {

    @Override
    public void report(double done, double total, String message) {
      reporter.ifPresent(present -> present.report(done, total, message));
    }

    @Override
    public void log(LogLevel level, String logger, String message) {
      LOG.debug("to the client's log: {} {} {}", level, logger, message);
      if (context.client().wants(level)) {
        pending.offer(
            McpEvent.passing(
                MessageWriter.notification(
                    new ServerNotification.LogMessage(level, logger, message))));
      }
    }
  }

  /**
   * Runs on the timer's own thread, because the tasks are short and the common pool may be full.
   */
  private static Executor after(Duration delay) {
    return CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
  }
}
