package io.switchgear.mcp.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret key that signs {@code requestState}. It is kept in the data folder, so that a client
 * can answer a question after a restart. If the folder cannot be written, the key is lost when the
 * process ends.
 */
public final class StateKey {

  private static final Logger LOG = LoggerFactory.getLogger(StateKey.class);
  private static final String FILE = "state.key";

  private StateKey() {}

  public static byte[] in(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    byte[] fresh = RequestState.randomKey();
    try {
      if (Files.exists(file)) {
        byte[] kept = Files.readAllBytes(file);
        if (kept.length == fresh.length) {
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
