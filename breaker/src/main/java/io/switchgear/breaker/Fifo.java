package io.switchgear.breaker;

/**
 * An immutable queue: elements join at the end and leave at the front, in constant amortized time.
 *
 * <p>Two stacks, one for each end; the rear one is turned over when the front one runs out (C.
 * Okasaki, Purely Functional Data Structures, section 5.2).
 */
final class Fifo<T> {

  private record Link<T>(T value, Link<T> next) {}

  private final Link<T> front;
  private final Link<T> rear;

  private Fifo(Link<T> front, Link<T> rear) {
    this.front = front;
    this.rear = rear;
  }

  static <T> Fifo<T> empty() {
    return new Fifo<>(null, null);
  }

  boolean isEmpty() {
    return front == null;
  }

  /** The element that joined first; there must be one. */
  T first() {
    return front.value();
  }

  Fifo<T> plus(T value) {
    return front == null
        ? new Fifo<>(new Link<>(value, null), null)
        : new Fifo<>(front, new Link<>(value, rear));
  }

  /** Without the first; there must be one. */
  Fifo<T> rest() {
    return front.next() == null ? new Fifo<>(turned(rear), null) : new Fifo<>(front.next(), rear);
  }

  private static <T> Link<T> turned(Link<T> stack) {
    Link<T> turned = null;
    for (Link<T> link = stack; link != null; link = link.next()) {
      turned = new Link<>(link.value(), turned);
    }
    return turned;
  }
}
