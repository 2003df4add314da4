package io.switchgear.tool;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace context that the client sent with a call, for logs, records and tools that make further
 * calls. It must not influence any decision. W3C Trace Context (level 1) and W3C Baggage.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId the client's span: 16 lower-case hexadecimal digits, not all zero
 * @param flags 2 lower-case hexadecimal digits
 * @param state {@code tracestate}, valid for being passed on; may contain secrets, so it is not
 *     logged
 * @param baggage {@code baggage}, likewise
 */
public record TraceContext(
    String traceId,
    String parentId,
    String flags,
    Optional<String> state,
    Optional<String> baggage) {

  private static final int MAX_STATE = 512;
  private static final int MAX_STATE_MEMBERS = 32;
  private static final int MAX_BAGGAGE = 8192;
  private static final int MAX_BAGGAGE_MEMBERS = 64;

  private static final Pattern PARENT =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})"
              + "(-[ -~]{0,200})?");

  private static final Pattern STATE_MEMBER =
      Pattern.compile("[a-z0-9][a-z0-9_*/@-]{0,255}=[ -+\\x2d-<>-~]{0,255}[!-+\\x2d-<>-~]");

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String VALUE = "[!#-+\\x2d-:<-\\x5b\\x5d-~]*+";
  private static final String SPACE = "[ \\t]*+";
  private static final Pattern BAGGAGE_MEMBER =
      Pattern.compile(
          TOKEN + SPACE + "=" + SPACE + VALUE + "(?:" + SPACE + ";" + SPACE + TOKEN + "(?:" + SPACE
              + "=" + SPACE + VALUE + ")?+)*+");

  public TraceContext {
    Objects.requireNonNull(traceId);
    Objects.requireNonNull(parentId);
    Objects.requireNonNull(flags);
    Objects.requireNonNull(state);
    Objects.requireNonNull(baggage);
  }

  /**
   * Parses the headers. Without a valid {@code traceparent} the result is empty; an invalid {@code
   * tracestate} or {@code baggage} is dropped.
   *
   * @param parent {@code traceparent}; may be null
   * @param state {@code tracestate}; may be null
   * @param baggage may be null
   */
  public static Optional<TraceContext> parse(String parent, String state, String baggage) {
    if (parent == null) {
      return Optional.empty();
    }
    Matcher fields = PARENT.matcher(parent);
    // Version 00 ends with the flags. Later versions may have more fields, which are ignored.
    if (!fields.matches() || fields.group(1).equals("00") && fields.group(5) != null) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceContext(
            fields.group(2),
            fields.group(3),
            fields.group(4),
            list(state, MAX_STATE, MAX_STATE_MEMBERS, STATE_MEMBER),
            list(baggage, MAX_BAGGAGE, MAX_BAGGAGE_MEMBERS, BAGGAGE_MEMBER)));
  }

  /** The {@code traceparent} for further calls of a tool that creates no spans. */
  public String traceparent() {
    return "00-" + traceId + "-" + parentId + "-" + flags;
  }

  private static Optional<String> list(String value, int maxChars, int maxMembers, Pattern member) {
    if (value == null || value.length() > maxChars) {
      return Optional.empty();
    }
    String[] members = value.split(",", -1);
    boolean fits =
        members.length <= maxMembers
            && Arrays.stream(members).allMatch(each -> member.matcher(trimmed(each)).matches());
    return fits ? Optional.of(value) : Optional.empty();
  }

  /** Removes spaces and tabs around a list member (optional white space). */
  private static String trimmed(String member) {
    int from = 0;
    int to = member.length();
    while (from < to && isSpace(member.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(member.charAt(to - 1))) {
      to--;
    }
    return member.substring(from, to);
  }

  private static boolean isSpace(char at) {
    return at == ' ' || at == '\t';
  }
}
