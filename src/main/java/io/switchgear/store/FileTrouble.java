package io.switchgear.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Describes file system exceptions as text; Java often expresses the cause only by the class. */
public final class FileTrouble {

  private FileTrouble() {}

  /** A description such as {@code /data/store: permission denied}. */
  public static String of(IOException trouble) {
    return switch (trouble) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NoSuchFileException missing -> missing.getFile() + ": it does not exist";
      case NotDirectoryException file -> file.getFile() + ": it is a file, not a folder";
      case FileAlreadyExistsException file -> file.getFile() + ": a file has that name";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason().toLowerCase(Locale.ROOT);
      default -> trouble.getMessage() == null ? "unknown cause" : trouble.getMessage();
    };
  }
}
