package io.switchgear.app.runtime;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ForkJoinExecutorConfigurator;

/**
 * The threads of a dispatcher. An error of one task does not end the process: Pekko would end it on
 * every error that Scala calls fatal, such as a stack overflow. {@link FatalErrors} says which
 * errors are fatal here. {@code application.conf} names this class; its settings are those of the
 * standard {@code fork-join-executor}.
 */
public class ContainingExecutor extends ExecutorServiceConfigurator {

  private final ForkJoinExecutorConfigurator standard;
  private final Predicate<Runnable> here;

  /** Called by Pekko. */
  public ContainingExecutor(Config config, DispatcherPrerequisites prerequisites) {
    this(config, prerequisites, task -> false);
  }

  /**
   * @param here takes a task that is not for these threads; true if it did
   */
  ContainingExecutor(
      Config config, DispatcherPrerequisites prerequisites, Predicate<Runnable> here) {
    super(config, prerequisites);
    this.here = here;
    standard =
        new ForkJoinExecutorConfigurator(config.getConfig("fork-join-executor"), prerequisites);
    HeapExhaustion.prepare();
    FatalErrors.prepare();
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    ExecutorServiceFactory pools = standard.createExecutorServiceFactory(id, threads);
    return () -> new Containing(pools.createExecutorService(), here);
  }

  private static final class Containing extends AbstractExecutorService {

    private final ExecutorService pool;
    private final Predicate<Runnable> here;

    Containing(ExecutorService pool, Predicate<Runnable> here) {
      this.pool = pool;
      this.here = here;
    }

    @Override
    public void execute(Runnable task) {
      Runnable contained = () -> run(task);
      if (!here.test(contained)) {
        pool.execute(contained);
      }
    }

    private static void run(Runnable task) {
      try {
        task.run();
      } catch (OutOfMemoryError broken) {
        // Checked first, because the other ways may need memory.
        if (HeapExhaustion.isShownBy(broken)) {
          HeapExhaustion.endProcess();
        } else {
          FatalErrors.contain(broken, task);
        }
      } catch (RuntimeException | Error broken) {
        FatalErrors.contain(broken, task);
      }
    }

    @Override
    public void shutdown() {
      pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
      return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return pool.awaitTermination(timeout, unit);
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
