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
 * One audited decision. Texts are cleaned and shortened when they are written. They contain no
 * arguments or results.
 *
 * @param who the principal; the claimed name if the caller was not authenticated
 * @param what the tool or the operation
 * @param call id of the call; empty if the record is not about a call
 * @param targets of the call; the first {@link #MAX_TARGETS} are written
 * @param rule that decided, such as {@code circuit_breaker_open: nmap}; empty if none did
 * @param breaker state of the tool's breaker when the call arrived; empty if unknown
 * @param outcome {@code success}, {@code fallback} or an error type; empty if there is none
 * @param duration negative if there is none
 * @param arguments only their digest is written
 * @param argvDigest digest of the command line of the process that ran; empty if none ran
 * @param details a few short entries
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

  /** Maximum targets in one record. */
  public static final int MAX_TARGETS = 32;

  /** An unauthenticated caller. */
  public static final String NOBODY = "(unknown)";

  private static final Duration NO_TIME = Duration.ofNanos(-1);

  public AuditRecord {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(who);
    Objects.requireNonNull(what);
    Objects.requireNonNull(decision);
    Objects.requireNonNull(arguments);
  }

  /** The kinds of records. */
  public enum Kind {
    /** A call of a tool, once it has ended. */
    CALL,
    /** A call of a tool that still runs after a while. */
    CALL_RUNNING,
    /** An order through the operator API. */
    OPERATION,
    /** An authentication. */
    AUTHENTICATION,
    /** A request that was refused before its method was known. */
    REQUEST,
    /** A reload of the configuration. */
    CONFIG,
    /** The server started or stopped. */
    SERVER,
    /** A record about the audit itself. */
    AUDIT;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }
  }

  /** The decisions. */
  public enum Decision {
    ADMITTED,
    REFUSED,
    /** The client must answer a question first. */
    ASKED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }
  }

  /** A record of something that was done. */
  public static AuditRecord done(Kind kind, String who, String what) {
    return plain(kind, who, what, Decision.ADMITTED, "");
  }

  /**
   * A record of a refusal. Identical refusals are counted together.
   *
   * @param rule that refused
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

  /** The same record with these targets. */
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

  /** The same record with the digest of a request body. */
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

  /** The same record with one more detail. */
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
