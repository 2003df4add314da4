package io.switchgear.front.http.sse;

import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * The source of the frames of an {@link SseStage}, which polls it only when the reader requests a
 * frame.
 */
public interface SseSource {

  /**
   * Called once, on the stream's thread, when the stream starts.
   *
   * @param news to be run, from any thread, when {@link #poll} or {@link #isOver} may have changed
   */
  void opened(Runnable news);

  /** The next frame, including its empty line; empty if there is none yet. */
  Optional<ByteString> poll();

  /** Whether there will be no more frames. The stream then completes. */
  boolean isOver();

  /** The reader disconnected before the end; {@link #closed} follows. */
  void readerGone();

  /** The stream has ended, for any reason. */
  void closed();
}
