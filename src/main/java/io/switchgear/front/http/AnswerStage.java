package io.switchgear.front.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Answers the requests of one connection, one at a time, and notifies the {@link Connection} when
 * it can be asked to end, when no more requests will come, and when it has ended. It is a single
 * stage because each stage adds some microseconds to every request.
 */
final class AnswerStage extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {

  private final Inlet<HttpRequest> requests = Inlet.create("requests");
  private final Outlet<HttpResponse> answers = Outlet.create("answers");
  private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(requests, answers);

  private final Function<HttpRequest, CompletionStage<HttpResponse>> router;
  private final Connection connection;

  private AnswerStage(
      Function<HttpRequest, CompletionStage<HttpResponse>> router, Connection connection) {
    this.router = router;
    this.connection = connection;
  }

  /**
   * @param router must neither fail nor throw
   */
  static Flow<HttpRequest, HttpResponse, ?> flow(
      Function<HttpRequest, CompletionStage<HttpResponse>> router, Connection connection) {
    return Flow.fromGraph(new AnswerStage(router, connection));
  }

  @Override
  public FlowShape<HttpRequest, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private final AsyncCallback<HttpResponse> answered = createAsyncCallback(this::answer);
    private final AsyncCallback<Done> asked = createAsyncCallback(done -> end());

    /** Whether a request is being answered. */
    private boolean busy;

    /** Whether no further request is accepted. */
    private boolean ending;

    Logic() {
      super(shape);
      setHandler(
          requests,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              take(grab(requests));
            }

            @Override
            public void onUpstreamFinish() {
              connection.requestsEnded();
              end();
            }

            @Override
            public void onUpstreamFailure(Throwable broken) {
              connection.requestsEnded();
              failStage(broken);
            }
          });
      setHandler(
          answers,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              // A pull after the last request only means that the last response was sent.
              if (!isClosed(requests) && !hasBeenPulled(requests)) {
                pull(requests);
              }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              connection.requestsEnded();
              cancelStage(cause);
            }
          });
    }

    @Override
    public void preStart() {
      connection.opened(() -> asked.invoke(Done.getInstance()));
    }

    @Override
    public void postStop() {
      connection.ended();
    }

    private void take(HttpRequest request) {
      busy = true;
      CompletableFuture<HttpResponse> answer = router.apply(request).toCompletableFuture();
      if (answer.isDone()) {
        answer(answer.join());
      } else {
        answer.thenAccept(answered::invoke);
      }
    }

    private void answer(HttpResponse response) {
      busy = false;
      push(answers, response);
      if (ending) {
        completeStage();
      }
    }

    private void end() {
      ending = true;
      if (!busy) {
        completeStage();
      }
    }
  }
}
