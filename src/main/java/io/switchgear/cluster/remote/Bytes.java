package io.switchgear.cluster.remote;

import io.switchgear.tool.CborSerializable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;

/** The form that data has in messages. */
final class Bytes {

  private final Serialization serialization;

  private Bytes(Serialization serialization) {
    this.serialization = serialization;
  }

  static Bytes in(ActorSystem<?> system) {
    return new Bytes(SerializationExtension.get(system));
  }

  byte[] write(CborSerializable data) {
    return serialization.serialize(data).get();
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
