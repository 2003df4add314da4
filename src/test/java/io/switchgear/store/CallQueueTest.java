package io.switchgear.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class CallQueueTest extends CallQueueContract {

  @TempDir private static Path dir;

  private static int folders;

  @Override
  Store open() {
    return Store.open(dir.resolve("" + folders++));
  }
}
