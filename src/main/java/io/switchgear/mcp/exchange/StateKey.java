package io.switchgear.mcp.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret key in the data folder, which signs the {@code requestState} of a server without a
 * store, so that a client can answer a question after a restart. If the folder cannot be written,
 * the key is lost when the process ends.
 */
public final class StateKey {

  private static final Logger LOG = LoggerFactory.getLogger(StateKey.class);
  private static final String FILE = "state.key";

  private StateKey() {}

  /** The key that an earlier version of a server kept in the data folder, if there is one. */
  public static Optional<byte[]> keptIn(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    try {
      return Files.exists(file)
          ? Optional.of(Files.readAllBytes(file)).filter(StateKey::isKey)
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); open questions must be asked again", file, e.toString());
      return Optional.empty();
    }
  }

  private static boolean isKey(byte[] bytes) {
    return bytes.length == SealingKey.SECRET_BYTES;
  }

  /** The key; made if there is none. */
  public static byte[] in(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    byte[] fresh = RequestState.randomKey();
    try {
      if (Files.exists(file)) {
        byte[] kept = Files.readAllBytes(file);
        if (isKey(kept)) {
          return kept;
        }
        LOG.warn("{} has {} bytes instead of {}; replacing it", file, kept.length, fresh.length);
      }
      Files.createDirectories(dataDir);
      Path draft =
          Files.createTempFile(
              dataDir,
              "state",
              ".key",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(draft, fresh);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be kept ({}); after a restart, open questions must be asked again", file, e);
    }
    return fresh;
  }
}
