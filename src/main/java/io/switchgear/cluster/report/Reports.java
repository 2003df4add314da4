package io.switchgear.cluster.report;

import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.report.NodeQuestion.CallEnd;
import io.switchgear.cluster.report.NodeQuestion.CancelCall;
import io.switchgear.cluster.report.NodeQuestion.Document;
import io.switchgear.cluster.report.NodeQuestion.GetCalls;
import io.switchgear.cluster.report.NodeQuestion.GetHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * What all nodes report of themselves, as this node has heard it, and the way to ask them for more.
 * Ages are measured by this node's own clock. Thread-safe.
 */
public final class Reports {

  /** Of a document; below the size of the largest message in UTF-8. */
  public static final int MOST_CHARS = 60_000;

  /** What a node gets to answer; a hop takes a millisecond. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** What a node gets to end a call: longer than a run gets to stop. */
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(4);

  /** A document of this age serves again, so that many readers cost a node one question. */
  private static final Duration FRESH = Duration.ofMillis(500);

  private final ActorSystem<?> system;
  private final String node;
  private final Members members;
  private final LongSupplier nanos;
  private final Map<String, Heard<NodeReport>> heard = new ConcurrentHashMap<>();
  private final Map<String, Heard<String>> health = new ConcurrentHashMap<>();
  private final Map<String, Heard<String>> calls = new ConcurrentHashMap<>();

  private record Heard<T>(T what, long at) {}

  /**
   * The last report of a node.
   *
   * @param age since it arrived here
   */
  public record Told(String node, Duration age, NodeWork work) {}

  /**
   * What became of an order to end a call.
   *
   * @param outcome empty if no node that answered runs the call
   * @param silent names of the nodes that did not answer, if none ran the call
   */
  public record Cancellation(Optional<String> outcome, List<String> silent) {}

  private Reports(ActorSystem<?> system, String node, Members members, LongSupplier nanos) {
    this.system = system;
    this.node = node;
    this.members = members;
    this.nanos = nanos;
  }

  /**
   * Publishes this node's report from now on, answers the others, and hears their reports.
   *
   * @param node name of this node
   * @param nanos monotonic clock
   */
  public static Reports start(
      ActorSystem<?> system,
      String node,
      Members members,
      NodeAnswers answers,
      LongSupplier nanos) {
    Reports reports = new Reports(system, node, members, nanos);
    system.systemActorOf(ReportExchange.create(reports, answers), "node-reports", Props.empty());
    return reports;
  }

  /** The last reports of the members that have told one, this node among them, by name. */
  public List<Told> all() {
    long now = nanos.getAsLong();
    return members.view().nodes().stream()
        .map(NodeView::name)
        .sorted()
        .flatMap(name -> Optional.ofNullable(heard.get(name)).stream())
        .map(
            entry ->
                new Told(
                    entry.what().node(), Duration.ofNanos(now - entry.at()), entry.what().work()))
        .toList();
  }

  /** Asks the other nodes for their health; each has a second. */
  public CompletionStage<List<PeerDocument>> health(Predicate<String> wanted) {
    return documents(wanted, health, GetHealth::new);
  }

  /** Asks the other nodes for their running calls; each has a second. */
  public CompletionStage<List<PeerDocument>> calls(Predicate<String> wanted) {
    return documents(wanted, calls, GetCalls::new);
  }

  private CompletionStage<List<PeerDocument>> documents(
      Predicate<String> wanted,
      Map<String, Heard<String>> known,
      Function<ActorRef<Document>, NodeQuestion> question) {
    known.keySet().retainAll(members.view().nodes().stream().map(NodeView::name).toList());
    return each(
        others().stream().filter(other -> wanted.test(shown(other))).toList(),
        other -> document(other, known, question));
  }

  private CompletionStage<PeerDocument> document(
      NodeView other,
      Map<String, Heard<String>> known,
      Function<ActorRef<Document>, NodeQuestion> question) {
    Optional<Heard<String>> last = Optional.ofNullable(known.get(other.name()));
    if (last.filter(document -> age(document).compareTo(FRESH) < 0).isPresent()) {
      return CompletableFuture.completedFuture(said(other, true, last));
    }
    Optional<ActorRef<NodeQuestion>> desk = desk(other);
    if (desk.isEmpty()) {
      return CompletableFuture.completedFuture(said(other, false, last));
    }
    return AskPattern.ask(desk.get(), question::apply, PATIENCE, system.scheduler())
        .handle(
            (document, failed) -> {
              if (failed != null) {
                return said(other, false, last);
              }
              Heard<String> fresh = new Heard<>(document.json(), nanos.getAsLong());
              known.put(other.name(), fresh);
              return said(other, true, Optional.of(fresh));
            });
  }

  private PeerDocument said(NodeView other, boolean answered, Optional<Heard<String>> document) {
    return new PeerDocument(
        shown(other), answered, document.map(this::age), document.map(Heard::what));
  }

  private Duration age(Heard<?> document) {
    return Duration.ofNanos(nanos.getAsLong() - document.at());
  }

  /** Ends a call that runs on another node. */
  public CompletionStage<Cancellation> cancel(String id, String operator, String reason) {
    return each(others(), other -> cancel(other, id, operator, reason))
        .thenApply(
            ends -> {
              Optional<String> outcome =
                  ends.stream().flatMap(end -> end.outcome().stream()).findFirst();
              return new Cancellation(
                  outcome,
                  outcome.isPresent()
                      ? List.of()
                      : ends.stream().flatMap(end -> end.silent().stream()).toList());
            });
  }

  private CompletionStage<Cancellation> cancel(
      NodeView other, String id, String operator, String reason) {
    Cancellation silent = new Cancellation(Optional.empty(), List.of(shown(other)));
    return desk(other)
        .map(
            desk ->
                AskPattern.<NodeQuestion, CallEnd>ask(
                        desk,
                        replyTo -> new CancelCall(id, operator, reason, replyTo),
                        CANCEL_PATIENCE,
                        system.scheduler())
                    .handle(
                        (end, failed) ->
                            failed != null ? silent : new Cancellation(end.outcome(), List.of())))
        .orElseGet(() -> CompletableFuture.completedFuture(silent));
  }

  private static <T> CompletionStage<List<T>> each(
      List<NodeView> nodes, Function<NodeView, CompletionStage<T>> ask) {
    CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (CompletionStage<T> answer : nodes.stream().map(ask).toList()) {
      all =
          all.thenCombine(
              answer,
              (list, one) -> {
                list.add(one);
                return list;
              });
    }
    return all;
  }

  private List<NodeView> others() {
    String self = members.view().self();
    return members.view().nodes().stream().filter(other -> !other.address().equals(self)).toList();
  }

  /** Where the node answers; empty if it cannot be reached or has told nothing yet. */
  private Optional<ActorRef<NodeQuestion>> desk(NodeView other) {
    return Optional.ofNullable(heard.get(other.name()))
        .filter(entry -> other.reachable())
        .map(entry -> entry.what().desk());
  }

  private static String shown(NodeView other) {
    return other.name().isEmpty() ? other.address() : other.name();
  }

  String node() {
    return node;
  }

  Members members() {
    return members;
  }

  /** Notes the entries of the replicated map. */
  void hear(Map<String, NodeReport> entries) {
    long now = nanos.getAsLong();
    entries.forEach(
        (name, entry) ->
            heard.compute(
                name,
                (key, before) ->
                    before != null && before.what().beat() == entry.beat()
                        ? before
                        : new Heard<>(entry, now)));
    heard.keySet().retainAll(entries.keySet());
  }
}
