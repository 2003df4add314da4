package io.switchgear.scope;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Name lookups off the calling thread: a bounded number at a time, each within a time limit. */
final class Lookups {

  private static final int AT_ONCE = 64;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final Duration limit;
  private final Semaphore slots = new Semaphore(AT_ONCE);

  /** By the system's resolver, five seconds for each name, waiting for a slot included. */
  Lookups() {
    this(InetAddress::getAllByName, LIMIT);
  }

  Lookups(Resolver resolver, Duration limit) {
    this.resolver = resolver;
    this.limit = limit;
  }

  /** The system's resolver, or a stand-in for it. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addressesOf(String name) throws UnknownHostException;
  }

  /** What became of a lookup. */
  sealed interface Answer {

    record Found(List<InetAddress> addresses) implements Answer {}

    /**
     * @param reason a clause to follow the name and a colon
     */
    record NotFound(String reason) implements Answer {}
  }

  /** Asks once, on a thread of its own; fails only if the resolver has a bug. */
  CompletableFuture<Answer> resolve(String name) {
    return CompletableFuture.supplyAsync(() -> inSlot(name), Thread::startVirtualThread)
        .completeOnTimeout(late(), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A lookup that nobody waits for any more keeps its slot until the resolver lets go of it. */
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
