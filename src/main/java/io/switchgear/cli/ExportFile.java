package io.switchgear.cli;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is written whole or not at all, and takes the place of no other unasked. */
final class ExportFile {

  private final String option;
  private final Path file;
  private final CopyOption[] move;

  /**
   * @param option that named the file
   * @param replace whether a file that is there may go
   * @throws CommandFailure if it cannot be written, as far as that can be known before
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
    // A device or a link must not be moved away, whoever may do that.
    if (!Files.isRegularFile(this.file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailure(ExitCode.USAGE, option + " " + file + " is no regular file");
    }
    if (!replace) {
      throw exists();
    }
  }

  /**
   * @throws CommandFailure if it cannot be written
   */
  void write(String text) {
    Path draft =
        file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      try {
        Files.writeString(draft, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
    return failure("it is there already; --force replaces it");
  }

  private CommandFailure failure(String why) {
    return new CommandFailure(ExitCode.USAGE, option + " " + file + " cannot be written: " + why);
  }
}
