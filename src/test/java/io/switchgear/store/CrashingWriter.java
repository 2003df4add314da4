package io.switchgear.store;

import io.switchgear.store.CallQueue.Adding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * A program that writes to the store on several threads until it is killed, and prints a line after
 * each acknowledged write: {@code answer n}, {@code state thread n}, {@code call handle n} or
 * {@code done handle n}.
 */
final class CrashingWriter {

  private static final int THREADS = 4;

  private final Store store;

  private CrashingWriter(Store store) {
    this.store = store;
  }

  public static void main(String[] args) throws IOException {
    CrashingWriter writer = new CrashingWriter(Store.open(Path.of(args[0])));
    print("open");
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    IntStream.range(0, THREADS).forEach(t -> Thread.ofPlatform().start(() -> writer.write(t)));
  }

  private void write(int thread) {
    BreakerStates states = store.breakerStates();
    AnswerCache answers = store.answers(new AnswerCache.Limits(100_000, 10_000));
    CallQueue queue = store.callQueue(new CallQueue.Limits(100_000));
    for (int n = thread; ; n += THREADS) {
      states.save("thread-" + thread, Json.number(n), Instant.EPOCH);
      print("state thread-" + thread + " " + n);
      answers.save(
          "tool", ArgumentsDigest.of("tool", Json.number(n)), Json.number(n), Instant.EPOCH);
      print("answer - " + n);
      if (queue.add("tool", Json.number(n), "alice", Instant.EPOCH) instanceof Adding.Added added) {
        print("call " + added.call().handle() + " " + n);
      }
      queue
          .claimNext("tool", Instant.EPOCH)
          .ifPresent(
              call -> {
                queue.finish(call.handle(), call.arguments(), Instant.EPOCH);
                print("done " + call.handle() + " " + call.arguments().get("n"));
              });
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
