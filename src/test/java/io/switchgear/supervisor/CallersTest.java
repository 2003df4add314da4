package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.switchgear.testing.Await;
import io.switchgear.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CallersTest {

  private static final ToolOutcome IF_GONE = Outcomes.shuttingDown("gone");

  private final Callers callers = new Callers();
  private final List<ReplyTo> questions = new ArrayList<>();

  private Executor executor = ForkJoinPool.commonPool();

  @Test
  void anAnswerComesAlsoWhenTheExecutorIsShut() {
    executor =
        task -> {
          throw new RejectedExecutionException("shut");
        };
    CompletableFuture<ToolOutcome> call = ask();
    questions.getFirst().tell(new Answered("a", Scene.WELL));
    assertEquals(Scene.WELL, await(call));
  }

  @Test
  void theFirstAnswerCounts() {
    CompletableFuture<ToolOutcome> call = ask();
    assertFalse(call.isDone());
    questions.getFirst().tell(new Answered("a", Scene.WELL));
    questions.getFirst().tell(new Answered("a", Scene.BADLY));
    assertEquals(Scene.WELL, await(call));
  }

  @Test
  void unreadQuestionsAreAnsweredWhenTheSupervisorIsGone() {
    CompletableFuture<ToolOutcome> answered = ask();
    questions.getFirst().tell(new Answered("a", Scene.WELL));
    CompletableFuture<ToolOutcome> unread = ask();
    callers.supervisorGone();
    assertEquals(Scene.WELL, await(answered));
    assertEquals(IF_GONE, await(unread));
    assertEquals(IF_GONE, await(ask()));
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
    questions.getFirst().tell(new Answered("a", Scene.WELL));
    answered.countDown();
    assertNotSame(Thread.currentThread(), await(follows));
  }

  private CompletableFuture<ToolOutcome> ask() {
    return callers.ask(questions::add, IF_GONE, executor);
  }

  private static <T> T await(CompletableFuture<T> stage) {
    return Await.result("the stage", stage);
  }
}
