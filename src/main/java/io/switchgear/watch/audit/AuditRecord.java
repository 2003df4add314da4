package io.switchgear.watch.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One decision. Texts are cleaned and cut when they are written; neither arguments nor results
 * belong in any of them.
 *
 * @param who the principal; what the caller claimed to be where none was established
 * @param what the tool or the operation
 * @param call id of the call; empty if it is none
 * @param targets what was or would have been touched; the first {@link #MAX_TARGETS} are written
 * @param rule which decided, such as {@code circuit_breaker_open: nmap}; empty if none did
 * @param breaker state of the tool's breaker when the call came; empty if there is none
 * @param outcome {@code success}, {@code fallback} or an error type; empty if there is none
 * @param duration negative if there is none
 * @param arguments of which the digest is written; not changed by anybody
 * @param argvDigest of the process that was run; empty if none was
 * @param details few and short
 */
public record AuditRecord(
    Kind kind,
    String who,
    String what,
    String call,
    List<String> targets,
    Decision decision,
    String rule,
    String breaker,
    String outcome,
    Duration duration,
    Optional<ObjectNode> arguments,
    String argvDigest,
    Map<String, String> details) {

  /** Targets in one record. */
  public static final int MAX_TARGETS = 32;

  /** Whoever has not shown who they are. */
  public static final String NOBODY = "(unknown)";

  private static final Duration NO_TIME = Duration.ofNanos(-1);

  public AuditRecord {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(who);
    Objects.requireNonNull(what);
    Objects.requireNonNull(decision);
    Objects.requireNonNull(arguments);
  }

  /** What kind of thing was decided. */
  public enum Kind {
    /** A call of a tool, once it has ended. */
    CALL,
    /** A call of a tool that has run for a while and goes on. */
    CALL_RUNNING,
    /** An order through the operator API. */
    OPERATION,
    /** Who somebody is. */
    AUTHENTICATION,
    /** A request that was turned away before it was looked at. */
    REQUEST,
    /** Another configuration took effect. */
    CONFIG,
    /** The server started or stopped. */
    SERVER,
    /** Something about the audit itself. */
    AUDIT;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }
  }

  /** What was decided. */
  public enum Decision {
    ADMITTED,
    REFUSED,
    /** Its client was asked first. */
    ASKED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }
  }

  /** Something that was done. */
  public static AuditRecord done(Kind kind, String who, String what) {
    return plain(kind, who, what, Decision.ADMITTED, "");
  }

  /**
   * Something that was refused. Identical ones are counted together.
   *
   * @param rule which refused it
   */
  public static AuditRecord refused(Kind kind, String who, String what, String rule) {
    return plain(kind, who, what, Decision.REFUSED, rule);
  }

  private static AuditRecord plain(
      Kind kind, String who, String what, Decision decision, String rule) {
    return new AuditRecord(
        kind,
        who,
        what,
        "",
        List.of(),
        decision,
        rule,
        "",
        "",
        NO_TIME,
        Optional.empty(),
        "",
        Map.of());
  }

  /** The same, about these targets. */
  public AuditRecord about(List<String> others) {
    return new AuditRecord(
        kind,
        who,
        what,
        call,
        others,
        decision,
        rule,
        breaker,
        outcome,
        duration,
        arguments,
        argvDigest,
        details);
  }

  /** The same, with a digest of these. */
  public AuditRecord asked(ObjectNode body) {
    return new AuditRecord(
        kind,
        who,
        what,
        call,
        targets,
        decision,
        rule,
        breaker,
        outcome,
        duration,
        Optional.of(body),
        argvDigest,
        details);
  }

  /** The same with these arguments, and with no more targets than are written. */
  AuditRecord trimmed(Optional<ObjectNode> kept) {
    return new AuditRecord(
        kind,
        who,
        what,
        call,
        targets.size() > MAX_TARGETS ? targets.stream().limit(MAX_TARGETS).toList() : targets,
        decision,
        rule,
        breaker,
        outcome,
        duration,
        kept,
        argvDigest,
        details);
  }

  /** The same, with one detail more. */
  public AuditRecord with(String name, Object value) {
    Map<String, String> more = new TreeMap<>(details);
    more.put(name, String.valueOf(value));
    return new AuditRecord(
        kind,
        who,
        what,
        call,
        targets,
        decision,
        rule,
        breaker,
        outcome,
        duration,
        arguments,
        argvDigest,
        more);
  }
}
