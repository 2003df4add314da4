package io.switchgear.scope;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Asynchronous DNS lookups with bounded concurrency and a time limit. */
final class Lookups {

  private static final int MAX_CONCURRENT = 64;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final Duration limit;
  private final Semaphore slots = new Semaphore(MAX_CONCURRENT);

  /** Uses the system's resolver; five seconds per name, including the wait for a slot. */
  Lookups() {
    this(InetAddress::getAllByName, LIMIT);
  }

  Lookups(Resolver resolver, Duration limit) {
    this.resolver = resolver;
    this.limit = limit;
  }

  /** The system's resolver, or a replacement in tests. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addressesOf(String name) throws UnknownHostException;
  }

  /** The result of a lookup. */
  sealed interface Answer {

    record Found(List<InetAddress> addresses) implements Answer {}

    /**
     * @param reason a clause that follows the name and a colon
     */
    record NotFound(String reason) implements Answer {}
  }

  /** Looks a name up once on a new thread; fails only if the resolver has a bug. */
  CompletableFuture<Answer> resolve(String name) {
    return CompletableFuture.supplyAsync(() -> inSlot(name), Thread::startVirtualThread)
        .completeOnTimeout(late(), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A lookup keeps its slot until the resolver returns, even after the time limit. */
  private Answer inSlot(String name) {
    try {
      if (!slots.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return late();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return late();
    }
    try {
      return ask(name);
    } finally {
      slots.release();
    }
  }

  private Answer ask(String name) {
    try {
      List<InetAddress> addresses = List.of(resolver.addressesOf(name));
      return addresses.isEmpty() ? unknown() : new Answer.Found(addresses);
    } catch (UnknownHostException unknown) {
      return unknown();
    }
  }

  private Answer late() {
    return new Answer.NotFound(
        String.format(
            Locale.ROOT,
            "no name server answered within %.1f s; try again, or give its address",
            limit.toMillis() / 1000.0));
  }

  private static Answer unknown() {
    return new Answer.NotFound("does not resolve; check its spelling, or give its address");
  }
}
