package io.switchgear.supervisor;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import scala.collection.immutable.TreeSeqMap;
import scala.collection.immutable.TreeSeqMap$;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Calls by their ids, in the order they came in. A value: a change takes logarithmic time and
 * shares the rest with what was before, so that hundreds under way do not make each call dearer.
 */
final class OrderedCalls<T> implements Iterable<T> {

  private static final OrderedCalls<Object> EMPTY = new OrderedCalls<>(TreeSeqMap$.MODULE$.empty());

  private final TreeSeqMap<String, T> byId;

  private OrderedCalls(TreeSeqMap<String, T> byId) {
    this.byId = byId;
  }

  @SuppressWarnings("unchecked") // It holds nothing, so it holds nothing of the wrong type.
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

  /** The one that came first; there must be one. */
  T first() {
    return byId.head()._2();
  }

  /** The call is in this state now; it keeps its place if it had one. */
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

  /** All of them as they are now. */
  List<T> all() {
    return List.copyOf(CollectionConverters.asJava(byId.values().toSeq()));
  }
}
