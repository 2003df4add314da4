package io.switchgear.app;

import io.switchgear.tool.LimitedLog;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.dispatch.Mailbox;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an error that nothing has caught on a dispatcher's thread, {@link MemoryGone}
 * apart.
 *
 * <pre>
 * in a stream           the stream ends, and with it its connection
 * in another actor      the message is lost; the actor goes on with the state that it had
 * in a task             the task is lost
 * </pre>
 *
 * <p>An error such as a stack that overflowed says something of one task. Only memory is shared by
 * all: without it no other task can be relied on either.
 */
final class FatalErrors {

  /** Beginning of the names of the actors whose children run streams. */
  private static final String STREAMS = "StreamSupervisor";

  private static final int FRAMES = 8;

  private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(FatalErrors.class));

  private FatalErrors() {}

  /**
   * @param task what was run
   */
  static void contain(Throwable broken, Runnable task) {
    ActorCell stream = streamOf(task);
    String error = broken.getClass().getSimpleName();
    try {
      LOG.error(
          stream == null ? "a task has failed by " + error : "a stream has ended by " + error,
          () -> text(broken));
    } finally {
      if (stream != null) {
        stream.stop();
      }
    }
  }

  /** Null if it is none. */
  private static ActorCell streamOf(Runnable task) {
    return task instanceof Mailbox mailbox
            && mailbox.actor().parent().path().name().startsWith(STREAMS)
        ? mailbox.actor()
        : null;
  }

  /** The frames on top: a stack that overflowed has thousands, alike. */
  private static String text(Throwable broken) {
    StringBuilder text = new StringBuilder(broken.toString());
    StackTraceElement[] frames = broken.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      text.append(" at ").append(frames[i]);
    }
    return text.toString();
  }
}
