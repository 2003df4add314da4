package io.switchgear.app.runtime;

import io.switchgear.tool.LimitedLog;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.dispatch.Mailbox;
import org.slf4j.LoggerFactory;

/**
 * Handles an error that nothing has caught on a dispatcher's thread, except those that {@link
 * HeapExhaustion} handles.
 *
 * <pre>
 * in a stream           the stream ends, and with it its connection
 * in another actor      the message is lost; the actor keeps its state
 * in a task             the task is lost
 * </pre>
 *
 * <p>An error such as a stack overflow concerns one task. Memory is shared by all tasks: when it is
 * exhausted, none of them is reliable.
 */
final class FatalErrors {

  /** Prefix of the names of the actors whose children run streams. */
  private static final String STREAMS = "StreamSupervisor";

  private static final int FRAMES = 8;

  private static final LimitedLog LOG = new LimitedLog(LoggerFactory.getLogger(FatalErrors.class));

  private FatalErrors() {}

  /**
   * Loads this class, which may be needed because classes cannot be loaded: when no file descriptor
   * is left.
   */
  static void prepare() {}

  /**
   * @param task the task that failed
   */
  static void contain(Throwable broken, Runnable task) {
    ActorCell stream = streamOf(task);
    String error = broken.getClass().getSimpleName();
    try {
      LOG.error(
          stream == null ? "a task failed with " + error : "a stream ended with " + error,
          () -> text(broken));
    } finally {
      if (stream != null) {
        stream.stop();
      }
    }
  }

  /** The actor that runs the stream; null if the task is no stream. */
  private static ActorCell streamOf(Runnable task) {
    return task instanceof Mailbox mailbox
            && mailbox.actor().parent().path().name().startsWith(STREAMS)
        ? mailbox.actor()
        : null;
  }

  /** The top frames only: an overflowed stack has thousands that are alike. */
  private static String text(Throwable broken) {
    StringBuilder text = new StringBuilder(broken.toString());
    StackTraceElement[] frames = broken.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      text.append(" at ").append(frames[i]);
    }
    return text.toString();
  }
}
