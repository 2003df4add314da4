package io.switchgear.watch.audit;

import io.switchgear.config.AuditSettings.OnFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that writes records: {@code endless DIR} until it is killed; {@code crowded DIR} until
 * its file must not grow any more, which it prints, and then until it may grow again.
 */
final class EndlessWriter {

  private static final long SMALL_FILES = 64 << 10;

  private EndlessWriter() {}

  public static void main(String[] args) throws IOException {
    AuditLog log =
        AuditLog.open(
            Path.of(args[1]),
            Chains.NAME,
            Chains.settings(
                OnFailure.REFUSE, args[0].equals("endless") ? SMALL_FILES : 1L << 30, 0),
            "1.2.3");
    if (args[0].equals("endless")) {
      for (long n = 0; ; n++) {
        log.record(Chains.record("order-" + n));
        if (n % 1_000 == 999) {
          Chains.settle(log);
          print("written " + n);
        }
      }
    }
    while (log.condition().trouble().isEmpty()) {
      log.record(Chains.record("order"));
      LockSupport.parkNanos(10_000);
    }
    print("refuses " + !log.admits() + " " + log.condition().trouble().get());
    for (int n = 0; n < 2 * RecordQueue.CAPACITY; n++) {
      log.record(Chains.record("late"));
    }
    print("lost " + log.condition().lost());
    System.in.read();
    while (log.condition().trouble().isPresent()) {
      LockSupport.parkNanos(1_000_000);
    }
    Chains.settle(log);
    print("works " + log.admits());
    log.close();
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
