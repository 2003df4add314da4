package io.switchgear.store;

import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A small disk for tests: an ext4 file system in a file, mounted for the test. It can be filled,
 * made read-only, frozen and removed. Needs root.
 */
public final class LabDisk implements AutoCloseable {

  private static final long BYTES = 24L << 20;

  /** Retries for some seconds, because a program that polls the disk holds it for moments. */
  private static final String UNMOUNT =
      "for n in $(seq 100); do umount '%s' && exit; sleep 0.1; done; exit 9";

  private final Path image;
  private final Path place;
  private volatile boolean frozen;
  private boolean mounted;
  private String device;

  private LabDisk(Path image, Path place) {
    this.image = image;
    this.place = place;
  }

  /** Creates and mounts a disk in the folder. */
  public static LabDisk in(Path folder) {
    try {
      LabDisk disk =
          new LabDisk(folder.resolve("disk.img"), Files.createDirectory(folder.resolve("disk")));
      try (var file = new java.io.RandomAccessFile(disk.image.toFile(), "rw")) {
        file.setLength(BYTES);
      }
      run("mkfs.ext4", "-q", "-m", "0", disk.image.toString());
      disk.device = run("losetup", "-f", "--show", disk.image.toString()).strip();
      disk.mount();
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path place() {
    return place;
  }

  private void mount() {
    run("mount", device, place.toString());
    mounted = true;
  }

  /** Disk failures, and how each is repaired. */
  public enum Trouble {
    FULL {
      @Override
      public void begin(LabDisk disk) {
        disk.fill();
      }

      @Override
      public void end(LabDisk disk) {
        disk.run(() -> Files.delete(disk.filling()));
      }
    },
    READ_ONLY {
      @Override
      public void begin(LabDisk disk) {
        // An emergency remount, as after a device error: files may be open for writing.
        LabDisk.run("mount", "-o", "remount,abort", disk.place.toString());
      }

      @Override
      public void end(LabDisk disk) {
        // The repair unmounts the file system, which the program must not prevent.
        LabDisk.run("sh", "-c", UNMOUNT.formatted(disk.place));
        LabDisk.run("fsck.ext4", "-p", disk.device);
        disk.mount();
      }
    },
    VANISHED {
      @Override
      public void begin(LabDisk disk) {
        disk.unmount();
      }

      @Override
      public void end(LabDisk disk) {
        disk.mount();
      }
    },
    FOLDER_REMOVED {
      @Override
      public void begin(LabDisk disk) {
        LabDisk.remove(disk.place.resolve("store"));
      }

      @Override
      public void end(LabDisk disk) {
        // No repair is needed: the program creates its folder again.
      }
    },
    FROZEN {
      @Override
      public void begin(LabDisk disk) {
        LabDisk.run("fsfreeze", "-f", disk.place.toString());
        disk.frozen = true;
        disk.thawAtTheLatest();
      }

      @Override
      public void end(LabDisk disk) {
        disk.thaw();
      }
    };

    public abstract void begin(LabDisk disk);

    public abstract void end(LabDisk disk);
  }

  /** Deletes the folder recursively while the program has it open. */
  public static void remove(Path folder) {
    run("rm", "-r", folder.toString());
  }

  private interface Task {
    void run() throws IOException;
  }

  private void run(Task task) {
    try {
      task.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filling() {
    return place.resolve("filling");
  }

  private void fill() {
    try (OutputStream out = Files.newOutputStream(filling())) {
      for (int size = 1 << 16; size >= 1; size /= 16) {
        fill(out, new byte[size]);
      }
    } catch (IOException atTheLast) {
      // Closing may fail too, because the disk is full.
    }
  }

  private static void fill(OutputStream out, byte[] block) {
    try {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // The disk is full, as intended.
    }
  }

  /**
   * Thaws the disk after a time limit: a thread that waits for a frozen disk cannot be interrupted.
   */
  private void thawAtTheLatest() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1));
              thaw();
            });
  }

  private synchronized void thaw() {
    if (frozen) {
      run("fsfreeze", "-u", place.toString());
      frozen = false;
    }
  }

  private void unmount() {
    if (mounted) {
      run("umount", "-l", place.toString());
      mounted = false;
    }
  }

  /** Unmounts the disk lazily; files still open on it are closed with their process. */
  @Override
  public void close() {
    thaw();
    unmount();
    run("losetup", "-d", device);
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (Await.exit(command[0], () -> said, process) > 1) {
        throw new AssertionError(List.of(command) + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new AssertionError(List.of(command).toString(), e);
    }
  }
}
