package io.switchgear.app.runtime;

import com.typesafe.config.Config;
import io.switchgear.front.tcp.LoopThread;
import org.apache.pekko.dispatch.DispatcherPrerequisites;

/**
 * The threads of the streams of connections. What the thread of a loop causes, it runs itself: to
 * hand a request over to another thread takes a tenth of a call's processor time, and processors
 * are idle until that thread has woken. Everything else, such as an answer that comes later, runs
 * on threads as those of {@link ContainingExecutor}. {@code application.conf} names this class.
 */
public final class ConnectionExecutor extends ContainingExecutor {

  /** Called by Pekko. */
  public ConnectionExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites, LoopThread::executeHere);
  }
}
