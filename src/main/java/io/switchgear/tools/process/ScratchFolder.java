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
 * A folder for processes' temporary files, accessible only to the server's user.
 *
 * @param path the absolute path
 */
record ScratchFolder(Path path) {

  static ScratchFolder create() throws IOException {
    try {
      return new ScratchFolder(Files.createTempDirectory("switchgear-").toAbsolutePath());
    } catch (IOException e) {
      throw new IOException(
          "no folder can be created in "
              + System.getProperty("java.io.tmpdir")
              + "; check its free space and permissions, or set another with"
              + " JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
          e);
    }
  }

  /** Creates a subfolder; recreates this folder if a cleanup job for temporary files removed it. */
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
          "no scratch folder can be created in "
              + path
              + " ("
              + e.getClass().getSimpleName()
              + "): check its free space and permissions",
          e);
    }
  }

  /** Writes text files into the folder, by relative path. */
  void fill(Map<Path, String> files) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path target = path.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
  }

  /** Deletes the folder recursively as far as permitted; does not follow links. */
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
      throw new IllegalStateException("the visitor throws no exceptions", e);
    }
  }

  /** Ignores failures; the deletion of the parent folder then fails as well. */
  private static FileVisitResult delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      return FileVisitResult.CONTINUE;
    }
    return FileVisitResult.CONTINUE;
  }
}
