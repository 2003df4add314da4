package io.switchgear.breaker.supervision;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import scala.collection.immutable.TreeSeqMap;
import scala.collection.immutable.TreeSeqMap$;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Calls by their ids, in the order of arrival. An immutable value: a change takes logarithmic time
 * and shares its structure with the value before, so that a call stays cheap among hundreds.
 */
final class OrderedCalls<T> implements Iterable<T> {

  private static final OrderedCalls<Object> EMPTY = new OrderedCalls<>(TreeSeqMap$.MODULE$.empty());

  private final TreeSeqMap<String, T> byId;

  private OrderedCalls(TreeSeqMap<String, T> byId) {
    this.byId = byId;
  }

  @SuppressWarnings("unchecked") // An empty one holds nothing of the wrong type.
  static <T> OrderedCalls<T> empty() {
    return (OrderedCalls<T>) EMPTY;
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  int size() {
    return byId.size();
  }

  boolean contains(String id) {
    return byId.contains(id);
  }

  Optional<T> get(String id) {
    return OptionConverters.toJava(byId.get(id));
  }

  /** The call that came first; there must be one. */
  T first() {
    return byId.head()._2();
  }

  /** Adds a call, or replaces the one with that id in its place. */
  OrderedCalls<T> with(String id, T call) {
    return new OrderedCalls<>(byId.updated(id, call));
  }

  OrderedCalls<T> without(String id) {
    return byId.contains(id) ? new OrderedCalls<>(byId.removed(id)) : this;
  }

  @Override
  public Iterator<T> iterator() {
    return CollectionConverters.asJava(byId.valuesIterator());
  }

  /** All calls, in order. */
  List<T> all() {
    return List.copyOf(CollectionConverters.asJava(byId.values().toSeq()));
  }
}
