package io.switchgear.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Remembers a folder's file system. When it is no longer mounted, the mount point is empty or
 * missing, and files written to it would be hidden after the next mount.
 */
public final class FolderDevice {

  private final Path folder;

  /** The device number; null on platforms without one. */
  private final Object device;

  /** The devices of the parent folders, which become visible when the file system is unmounted. */
  private final Set<Object> parentDevices = new HashSet<>();

  private FolderDevice(Path folder) {
    this.folder = folder;
    this.device = device(folder);
    for (Path at = folder.getParent(); at != null; at = at.getParent()) {
      parentDevices.add(device(at));
    }
    parentDevices.remove(device);
  }

  /**
   * @param folder an existing folder as an absolute path
   */
  public static FolderDevice of(Path folder) {
    return new FolderDevice(folder);
  }

  /** Whether the folder's path now belongs to the file system of a parent folder. */
  public boolean isUnmounted() {
    Object now = device(existing(folder));
    return !Objects.equals(now, device) && parentDevices.contains(now);
  }

  /** The path itself, or its nearest existing parent. */
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
