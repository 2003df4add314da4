package io.switchgear.front.http.sse;

import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * Where an {@link SseStage} takes its frames from, one at a time and only when the reader wants
 * one.
 */
public interface SseSource {

  /**
   * The stream begins; called once, on the stream's thread.
   *
   * @param news to be run, from any thread, when {@link #poll} or {@link #isOver} has something new
   */
  void opened(Runnable news);

  /** The next frame, complete with its empty line; empty if there is none now. */
  Optional<ByteString> poll();

  /** Whether no frame will come any more. The stream ends then. */
  boolean isOver();

  /** The reader has gone before the end; {@link #closed} follows. */
  void readerGone();

  /** The stream is over, for whatever reason. */
  void closed();
}
