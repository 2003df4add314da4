package io.switchgear.front.http.api;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.SynchronousQueue;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * What a task writes to a stream, as a source. The task runs on a virtual thread and waits while
 * the reader is slow. If the task fails, the source fails, so that a response is cut off instead of
 * looking complete. If the reader leaves, the task's thread is interrupted.
 */
final class WrittenSource {

  /** Writes to the stream; may block. */
  @FunctionalInterface
  interface Writing {
    void write(OutputStream out) throws IOException;
  }

  private sealed interface Piece {

    record Bytes(ByteString bytes) implements Piece {}

    record Failed(Throwable cause) implements Piece {}

    enum End implements Piece {
      END
    }
  }

  private final BlockingQueue<Piece> pieces = new SynchronousQueue<>();
  private final Thread writer;

  private WrittenSource(Writing writing) {
    writer = Thread.ofVirtual().name("report-writer").start(() -> write(writing));
  }

  static Source<ByteString, NotUsed> of(Writing writing) {
    return Source.unfoldResourceAsync(
        () -> CompletableFuture.completedFuture(new WrittenSource(writing)),
        WrittenSource::next,
        WrittenSource::closed);
  }

  private void write(Writing writing) {
    try {
      writing.write(new Pieces());
      pieces.put(Piece.End.END);
    } catch (InterruptedException left) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException failure) {
      fail(failure);
    }
  }

  private void fail(Throwable failure) {
    try {
      pieces.put(new Piece.Failed(failure));
    } catch (InterruptedException left) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletionStage<Optional<ByteString>> next() {
    return CompletableFuture.supplyAsync(this::take, Thread::startVirtualThread);
  }

  private Optional<ByteString> take() {
    try {
      return switch (pieces.take()) {
        case Piece.Bytes some -> Optional.of(some.bytes());
        case Piece.Failed failed -> throw new CompletionException(failed.cause());
        case Piece.End end -> Optional.empty();
      };
    } catch (InterruptedException ended) {
      throw new CompletionException(ended);
    }
  }

  private CompletionStage<Done> closed() {
    writer.interrupt();
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  /** Hands each write over to the reader. */
  private final class Pieces extends OutputStream {

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (count == 0) {
        return;
      }
      try {
        pieces.put(new Piece.Bytes(ByteString.fromArray(bytes, from, count)));
      } catch (InterruptedException left) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the reader has left");
      }
    }
  }
}
