package io.switchgear.scope;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a target may or may not be scanned; for operators, as it shows the rules of all principals.
 *
 * @param target as it was asked for
 * @param ports that were asked about; {@code none} if only the target was
 * @param time of the decision
 * @param allowed whether the scan would be allowed
 * @param reason a sentence
 * @param needed what would have to change for the scan to be allowed; empty if it is
 * @param allowedPorts ports on which the whole target is allowed
 * @param lines every line about the target, or about a part of it
 */
public record ScopeExplanation(
    String target,
    String principal,
    String tool,
    String ports,
    Instant time,
    boolean allowed,
    String reason,
    String needed,
    String allowedPorts,
    List<Line> lines) {

  public ScopeExplanation {
    lines = List.copyOf(lines);
  }

  /**
   * One line about the target.
   *
   * @param decides whether the decision is because of it
   * @param effect {@code allow} or {@code deny}
   * @param text what it allows or denies
   * @param where file and line; the key of the configuration; or {@code built-in}
   * @param from empty if it has no beginning, and in a line that is no rule
   * @param status whether it counts for this call: {@code in force}, or why not
   */
  public record Line(
      boolean decides,
      String effect,
      String text,
      String where,
      List<String> principals,
      List<String> tools,
      String ports,
      String authoriser,
      String reference,
      Optional<Instant> from,
      Optional<Instant> until,
      String status) {}
}
