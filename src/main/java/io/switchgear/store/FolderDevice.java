package io.switchgear.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The file system that a folder was on at first. When it is not mounted any more, the folder's
 * place is empty or gone, and what would be written there is hidden once it is mounted again.
 */
public final class FolderDevice {

  private final Path folder;

  /** Its number; null where file systems have none. */
  private final Object device;

  /** Of the file systems on the way to it, which show when it is not mounted. */
  private final Set<Object> below = new HashSet<>();

  private FolderDevice(Path folder) {
    this.folder = folder;
    this.device = device(folder);
    for (Path at = folder.getParent(); at != null; at = at.getParent()) {
      below.add(device(at));
    }
    below.remove(device);
  }

  /**
   * @param folder that is there, with a path from the root
   */
  public static FolderDevice of(Path folder) {
    return new FolderDevice(folder);
  }

  /** Whether the folder's place is on a file system below its own. */
  public boolean isUnmounted() {
    Object now = device(existing(folder));
    return !Objects.equals(now, device) && below.contains(now);
  }

  /** The path, or the nearest above it that is there. */
  static Path existing(Path path) {
    Path at = path;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static Object device(Path path) {
    try {
      return Files.getAttribute(path, "unix:dev");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return null;
    }
  }
}
