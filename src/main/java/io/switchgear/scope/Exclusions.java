package io.switchgear.scope;

import inet.ipaddr.IPAddressSeqRange;
import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.Notation.Written;
import io.switchgear.scope.SpecialBlocks.SpecialBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The targets that a caller excludes. They may be any text in target notation, in scope or not. A
 * name must be allowed and must resolve; otherwise its addresses could still be scanned.
 */
final class Exclusions {

  /** The prefix of messages, which distinguishes them from messages about targets. */
  private static final String ARGUMENT = "exclude: ";

  private final CallRules rules;
  private final Lookups lookups;

  Exclusions(CallRules rules, Lookups lookups) {
    this.rules = rules;
    this.lookups = lookups;
  }

  /** The result of reading a list of exclusions. */
  sealed interface Read {

    /**
     * @param names names in lower case; {@code addresses} contains their addresses
     */
    record Known(RangeSet addresses, Set<String> names) implements Read {

      /** Whether a target is excluded by name, whatever addresses the name resolves to later. */
      boolean isNamed(String target) {
        return names.contains(target.toLowerCase(Locale.ROOT));
      }
    }

    record Refused(ScopeDecision decision) implements Read {}
  }

  /** The result of reading a list of exclusions without resolving names. */
  sealed interface Literal {

    /**
     * @param names distinct names in lower case, not yet resolved
     */
    record Sound(List<IPAddressSeqRange> ranges, Set<String> names) implements Literal {}

    record Refused(ScopeDecision decision) implements Literal {}
  }

  /** Reads the list without resolving names. */
  Literal literal(List<String> exclude) {
    List<IPAddressSeqRange> ranges = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String text : exclude) {
      switch (Notation.read(text)) {
        case Written.Unreadable unreadable -> {
          return refused(text, unreadable.reason() + ". Allowed are " + Notation.ALLOWED);
        }
        case Written.Block block -> {
          Optional<SpecialBlock> embedding = SpecialBlocks.embedding(block.addresses());
          if (embedding.isPresent()) {
            return refused(text, "stands for IPv4 addresses; write those");
          }
          ranges.addAll(block.addresses().ranges());
        }
        case Written.Name name -> {
          Optional<Refusal> refusal = rules.refuseName(name.name());
          if (refusal.isPresent()) {
            return new Literal.Refused(denied(text, refusal.get()));
          }
          names.add(text.toLowerCase(Locale.ROOT));
        }
      }
    }
    return new Literal.Sound(ranges, names);
  }

  /** Reads the list; completes at once if it contains no names. */
  CompletionStage<Read> read(List<String> exclude) {
    return switch (literal(exclude)) {
      case Literal.Refused refused ->
          CompletableFuture.completedFuture(new Read.Refused(refused.decision()));
      case Literal.Sound sound when sound.names().isEmpty() ->
          CompletableFuture.completedFuture(new Read.Known(RangeSet.of(sound.ranges()), Set.of()));
      case Literal.Sound sound -> {
        Map<String, CompletableFuture<Answer>> names = new LinkedHashMap<>();
        sound.names().forEach(name -> names.put(name, lookups.resolve(name)));
        yield CompletableFuture.allOf(names.values().toArray(CompletableFuture[]::new))
            .thenApply(done -> resolved(sound.ranges(), names));
      }
    };
  }

  /** Reads a list that stands for itself. */
  CompletionStage<ExclusionList> list(List<String> exclude) {
    if (exclude.size() > ScanScope.MAX_TARGETS) {
      return CompletableFuture.completedFuture(
          new ExclusionList.Refused(
              new ScopeDecision.Malformed(
                  "",
                  String.format(
                      Locale.ROOT,
                      "%,d exclusions are given; at most %,d are allowed. Write blocks or ranges.",
                      exclude.size(),
                      ScanScope.MAX_TARGETS))));
    }
    return read(exclude)
        .thenApply(
            read ->
                switch (read) {
                  case Read.Known known -> new ExclusionList.Known(known.addresses());
                  case Read.Refused refused -> new ExclusionList.Refused(refused.decision());
                });
  }

  private static Read resolved(
      List<IPAddressSeqRange> ranges, Map<String, CompletableFuture<Answer>> names) {
    List<IPAddressSeqRange> all = new ArrayList<>(ranges);
    for (Map.Entry<String, CompletableFuture<Answer>> name : names.entrySet()) {
      switch (name.getValue().join()) {
        case Answer.NotFound missing -> {
          return new Read.Refused(malformed(name.getKey(), missing.reason()));
        }
        case Answer.Found found ->
            found.addresses().forEach(address -> all.addAll(RangeSet.of(address).ranges()));
      }
    }
    return new Read.Known(RangeSet.of(all), Set.copyOf(names.keySet()));
  }

  private static Literal refused(String text, String reason) {
    return new Literal.Refused(malformed(text, reason));
  }

  private static ScopeDecision malformed(String text, String reason) {
    return new ScopeDecision.Malformed(
        Quoted.plain(text), ARGUMENT + Quoted.of(text) + ": " + reason + ".");
  }

  private static ScopeDecision denied(String text, Refusal refusal) {
    return new ScopeDecision.Denied(
        Quoted.plain(text),
        refusal.rule(),
        ARGUMENT + Quoted.of(text) + ": " + refusal.reason() + ".");
  }
}
