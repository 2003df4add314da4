package io.switchgear.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is written completely or not at all, and replaces another only on request. */
final class ExportFile {

  private final String option;
  private final Path file;
  private final CopyOption[] move;

  /**
   * @param option the option that named the file, for messages
   * @param replace whether to replace an existing file
   * @throws CommandFailure if the path is not a regular file, or exists and may not be replaced
   */
  ExportFile(String option, Path file, boolean replace) {
    this.option = option;
    this.file = file.toAbsolutePath();
    this.move =
        replace
            ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE}
            : new CopyOption[0];
    if (!Files.exists(this.file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // The final move would replace a device or a link, even when run as root.
    if (!Files.isRegularFile(this.file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailure(ExitCode.USAGE, option + " " + file + " is not a regular file");
    }
    if (!replace) {
      throw exists();
    }
  }

  /**
   * @throws CommandFailure if it cannot be written
   */
  void write(String text) {
    write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes the content of the file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * As {@link #write(String)}. If the content fails, an existing file stays as it is.
   *
   * @throws CommandFailure if it cannot be written
   */
  void write(Content content) {
    Path draft =
        file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      try {
        try (OutputStream out =
            Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          content.writeTo(out);
        }
        Files.move(draft, file, move);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (FileAlreadyExistsException there) {
      throw exists();
    } catch (NoSuchFileException | NotDirectoryException noFolder) {
      throw failure("there is no folder " + file.getParent());
    } catch (IOException unwritable) {
      throw failure(unwritable.getMessage());
    }
  }

  private CommandFailure exists() {
    return failure("it exists; --force replaces it");
  }

  private CommandFailure failure(String why) {
    return new CommandFailure(ExitCode.USAGE, option + " " + file + " cannot be written: " + why);
  }
}
