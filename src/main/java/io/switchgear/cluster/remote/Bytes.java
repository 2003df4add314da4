package io.switchgear.cluster.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.UntrustedText;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/** The form that data has in messages. */
final class Bytes {

  /** Of why data cannot be written. */
  private static final int MOST_CHARS = 200;

  private final Serialization serialization;

  private Bytes(Serialization serialization) {
    this.serialization = serialization;
  }

  static Bytes in(ActorSystem<?> system) {
    return new Bytes(SerializationExtension.get(system));
  }

  /**
   * @throws IllegalArgumentException if the data has no form for other nodes
   */
  byte[] write(CborSerializable data) {
    var written = serialization.serialize(data);
    if (written.isFailure()) {
      throw unwritable(written.failed().get());
    }
    return written.get();
  }

  private static IllegalArgumentException unwritable(Throwable why) {
    String message =
        why instanceof JsonProcessingException json ? json.getOriginalMessage() : why.getMessage();
    return new IllegalArgumentException(
        UntrustedText.line(String.valueOf(message), MOST_CHARS), why);
  }

  /**
   * @throws IllegalArgumentException if the bytes are no such data
   */
  <T extends CborSerializable> T read(byte[] bytes, Class<T> type) {
    var read = serialization.deserialize(bytes, type);
    if (read.isFailure()) {
      Throwable why = read.failed().get();
      throw new IllegalArgumentException(why.getMessage(), why);
    }
    return read.get();
  }
}
