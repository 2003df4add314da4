package io.switchgear.tools.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A folder that processes may litter; only the server's user may look into it.
 *
 * @param path absolute
 */
record ScratchFolder(Path path) {

  static ScratchFolder create() throws IOException {
    try {
      return new ScratchFolder(Files.createTempDirectory("switchgear-").toAbsolutePath());
    } catch (IOException e) {
      throw new IOException(
          "no folder can be made in "
              + System.getProperty("java.io.tmpdir")
              + "; see to its free space and permissions, or name another by"
              + " JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
          e);
    }
  }

  /** A folder in it; makes this one anew if a cleaner of old temporary files took it away. */
  ScratchFolder child() throws IOException {
    try {
      if (Files.notExists(path)) {
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new ScratchFolder(Files.createTempDirectory(path, "run-"));
    } catch (IOException e) {
      throw new IOException(
          "no scratch folder can be made in "
              + path
              + " ("
              + e.getClass().getSimpleName()
              + "): look after free space and permissions there",
          e);
    }
  }

  /** Puts text files into it, by their relative paths. */
  void fill(Map<Path, String> files) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path target = path.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
  }

  /** Removes it with all it holds, as far as that is allowed; links are not followed. */
  void remove() {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              return delete(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return delete(file);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
              return delete(folder);
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("the visitor keeps its exceptions to itself", e);
    }
  }

  /** What cannot be deleted now is tried again with the folder above it. */
  private static FileVisitResult delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      return FileVisitResult.CONTINUE;
    }
    return FileVisitResult.CONTINUE;
  }
}
