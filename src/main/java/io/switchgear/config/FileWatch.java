package io.switchgear.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that the content of a file has changed, after its folder has been quiet for a while. It
 * watches the folder, because editors and orchestrators replace files.
 */
final class FileWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final Path file;
  private final Duration debounce;
  private final Runnable onChange;
  private final WatchService watcher;
  private byte[] seen;

  private FileWatch(Path file, Duration debounce, Runnable onChange, WatchService watcher) {
    this.file = file;
    this.debounce = debounce;
    this.onChange = onChange;
    this.watcher = watcher;
    this.seen = bytes();
  }

  /**
   * Watches a file, on a thread of its own.
   *
   * @param file absolute
   * @throws IOException if its folder cannot be watched
   */
  static FileWatch start(Path file, Duration debounce, Runnable onChange) throws IOException {
    WatchService watcher = file.getFileSystem().newWatchService();
    try {
      file.getParent()
          .register(
              watcher,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException unwatchable) {
      watcher.close();
      throw unwatchable;
    }
    FileWatch watch = new FileWatch(file, debounce, onChange, watcher);
    Thread.ofVirtual().name("config-watch").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      for (WatchKey key = watcher.take(); key != null; key = watcher.take()) {
        while (key != null) {
          key.pollEvents();
          key.reset();
          key = watcher.poll(debounce.toNanos(), TimeUnit.NANOSECONDS);
        }
        look();
      }
    } catch (ClosedWatchServiceException | InterruptedException ended) {
      LOG.debug("no longer watching {}", file);
    }
  }

  /** A missing or empty file is ignored: it is about to be replaced. */
  private void look() {
    byte[] now = bytes();
    if (now.length > 0 && !Arrays.equals(now, seen)) {
      seen = now;
      try {
        onChange.run();
      } catch (RuntimeException bug) {
        LOG.error("a change of {} was not handled", file, bug);
      }
    }
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException gone) {
      return new byte[0];
    }
  }

  @Override
  public void close() {
    try {
      watcher.close();
    } catch (IOException e) {
      LOG.debug("the watch of {} did not close", file, e);
    }
  }
}
