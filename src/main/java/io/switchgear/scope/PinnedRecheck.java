package io.switchgear.scope;

import io.switchgear.scope.Lookups.Answer;
import io.switchgear.scope.ScopeDecision.Allowed;
import io.switchgear.scope.ScopeDecision.Denied;
import io.switchgear.scope.ScopeDecision.Malformed;
import io.switchgear.tool.PinnedTargets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks the targets of a stored plan again, with its names resolved again. */
final class PinnedRecheck {

  private final PinnedCheck check;
  private final Lookups lookups;

  PinnedRecheck(PinnedCheck check, Lookups lookups) {
    this.check = check;
    this.lookups = lookups;
  }

  CompletionStage<Recheck> recheck(PinnedTargets pinned, long maxHosts) {
    // First by text alone: a name that may not be resolved is not.
    ScopeDecision decision = check.admit(pinned, maxHosts);
    if (!(decision instanceof Allowed)) {
      return CompletableFuture.completedFuture(new Recheck.Refused(decision));
    }
    Map<String, CompletableFuture<Answer>> answers = new LinkedHashMap<>();
    pinned.names().keySet().forEach(name -> answers.put(name, lookups.resolve(name)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApply(done -> rechecked(pinned, answers, maxHosts));
  }

  private Recheck rechecked(
      PinnedTargets pinned, Map<String, CompletableFuture<Answer>> answers, long maxHosts) {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    List<String> dropped = new ArrayList<>();
    List<String> excluded = new ArrayList<>(pinned.excluded());
    for (Map.Entry<String, List<String>> name : pinned.names().entrySet()) {
      switch (answers.get(name.getKey()).join()) {
        case Answer.NotFound missing -> {
          return new Recheck.Refused(
              new Malformed(
                  name.getKey(), Quoted.of(name.getKey()) + ": " + missing.reason() + "."));
        }
        case Answer.Found found -> {
          RangeSet now = RangeSet.union(found.addresses().stream().map(RangeSet::of).toList());
          List<String> still = new ArrayList<>();
          for (String address : name.getValue()) {
            if (now.contains(PinnedCheck.ranges(List.of(address)))) {
              still.add(address);
            } else {
              dropped.add(name.getKey() + " (" + address + ")");
              excluded.add(address);
            }
          }
          if (!still.isEmpty()) {
            kept.put(name.getKey(), still);
          }
        }
      }
    }
    PinnedTargets left = new PinnedTargets(pinned.blocks(), kept, excluded, 0);
    if (left.isEmpty()) {
      return new Recheck.Refused(
          new Denied(
              dropped.getFirst(),
              "name moved",
              "The names of this plan have other addresses now than when it was made ("
                  + String.join(", ", dropped)
                  + "), and nothing else is left to scan. Make the call again."));
    }
    return switch (check.admit(left, maxHosts)) {
      case Allowed allowed -> new Recheck.Kept(allowed.targets().pinned(), dropped);
      case ScopeDecision refused -> new Recheck.Refused(refused);
    };
  }
}
