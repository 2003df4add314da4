package io.switchgear.breaker.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.switchgear.breaker.supervision.CallSupervisor.CallCompleted;
import io.switchgear.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PendingAnswersTest {

  private static final TestOutcome IF_STOPPED = new TestOutcome.Cancelled("gone");

  private final PendingAnswers<TestOutcome> answers = new PendingAnswers<>();
  private final List<ReplyTo<TestOutcome>> questions = new ArrayList<>();

  private Executor executor = ForkJoinPool.commonPool();

  @Test
  void anAnswerComesAlsoWhenTheExecutorIsShut() {
    executor =
        task -> {
          throw new RejectedExecutionException("shut");
        };
    CompletableFuture<TestOutcome> call = ask();
    questions.getFirst().tell(new CallCompleted<>("a", Scene.WELL));
    assertEquals(Scene.WELL, await(call));
  }

  @Test
  void theFirstAnswerCounts() {
    CompletableFuture<TestOutcome> call = ask();
    assertFalse(call.isDone());
    questions.getFirst().tell(new CallCompleted<>("a", Scene.WELL));
    questions.getFirst().tell(new CallCompleted<>("a", Scene.BADLY));
    assertEquals(Scene.WELL, await(call));
  }

  @Test
  void unreadQuestionsAreAnsweredWhenTheSupervisorIsGone() {
    CompletableFuture<TestOutcome> answered = ask();
    questions.getFirst().tell(new CallCompleted<>("a", Scene.WELL));
    CompletableFuture<TestOutcome> unread = ask();
    answers.supervisorStopped();
    assertEquals(Scene.WELL, await(answered));
    assertEquals(IF_STOPPED, await(unread));
    assertEquals(IF_STOPPED, await(ask()));
  }

  @Test
  void whatFollowsRunsElsewhere() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    CompletableFuture<Thread> follows =
        ask()
            .thenApply(
                outcome -> {
                  try {
                    answered.await();
                  } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                  }
                  return Thread.currentThread();
                });
    questions.getFirst().tell(new CallCompleted<>("a", Scene.WELL));
    answered.countDown();
    assertNotSame(Thread.currentThread(), await(follows));
  }

  private CompletableFuture<TestOutcome> ask() {
    return answers.ask(questions::add, () -> IF_STOPPED, executor);
  }

  private static <T> T await(CompletableFuture<T> stage) {
    return Await.result("the stage", stage);
  }
}
