package io.switchgear.config;

import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads secrets. A block of a list never holds a secret: for a secret {@code x} it holds either
 * {@code x-env}, the name of an environment variable, or {@code x-file}, the path of a file. A key
 * outside of lists has an environment variable of its own; there {@code x} may be the secret.
 */
final class SecretPlaces {

  private static final String ENV = "-env";
  private static final String FILE = "-file";
  private static final long MAX_BYTES = 4_096;

  private final Map<String, String> environment;

  SecretPlaces(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The two keys that can say where a secret is. */
  static Stream<String> keys(String key) {
    return Stream.of(key + ENV, key + FILE);
  }

  /**
   * The one of the two keys that the block has.
   *
   * @throws BadValue if it has none, or both
   */
  static String given(String key, KeyBlock block) {
    boolean env = block.given(key + ENV) != null;
    if (env == (block.given(key + FILE) != null)) {
      throw new BadValue(
          "one of %s%s (the name of an environment variable) and %s%s (the path of a file) is needed; it holds the secret"
              .formatted(key, ENV, key, FILE));
    }
    return key + (env ? ENV : FILE);
  }

  /**
   * Reads the secret.
   *
   * @param key as of {@link #given}
   * @param place the name of the variable, or the path of the file
   * @throws IllegalArgumentException if it cannot be read, or is too short; the message does not
   *     hold it
   */
  Secret read(String key, String place) {
    return new Secret(key.endsWith(ENV) ? variable(place) : file(place));
  }

  /**
   * The one of {@code x} and {@code x-file} that is not empty; {@code x} if both are empty.
   *
   * @throws BadValue if both are set
   */
  static String plainOrFile(String key, KeyBlock block) {
    boolean file = !isEmpty(block.given(key + FILE));
    if (file && !isEmpty(block.given(key))) {
      throw new BadValue(
          "%s and %s%s are both set, and only one is allowed; %s%s is safer, because the configuration then holds no secret"
              .formatted(key, key, FILE, key, FILE));
    }
    return key + (file ? FILE : "");
  }

  private static boolean isEmpty(ConfigValue value) {
    return value == null || value.unwrapped() instanceof String text && text.isBlank();
  }

  /**
   * Reads a secret of any length, which another program chose.
   *
   * @param at as of {@link #plainOrFile}
   * @return empty if none is set
   */
  Secret readPlain(String key, String at, ConfigValue value) {
    if (!at.equals(key)) {
      String secret = file(ValueReader.text(value));
      if (secret.isEmpty()) {
        throw new BadValue("the file is empty; it must hold the secret");
      }
      return Secret.ofAnyLength(secret);
    }
    return Secret.ofAnyLength(isEmpty(value) ? "" : ValueReader.text(value));
  }

  private String variable(String name) {
    String secret = environment.get(name);
    if (secret == null) {
      throw new BadValue(
          "the environment variable %s is not set; set it to the secret before the server starts"
              .formatted(name));
    }
    return secret.strip();
  }

  private static String file(String name) {
    try {
      Path file = Path.of(name);
      if (Files.size(file) > MAX_BYTES) {
        throw new BadValue(
            "the file %s has more than 4 KiB; it must hold the secret alone".formatted(name));
      }
      return Files.readString(file).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new BadValue(
          "the file %s cannot be read as text (%s); this user must be able to read it"
              .formatted(name, unreadable.getClass().getSimpleName()));
    }
  }
}
