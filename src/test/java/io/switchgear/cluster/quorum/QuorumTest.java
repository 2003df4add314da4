package io.switchgear.cluster.quorum;

import static io.switchgear.breaker.BreakerState.CLOSED;
import static io.switchgear.breaker.BreakerState.HALF_OPEN;
import static io.switchgear.breaker.BreakerState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of verdicts. A member is written as {@code state[calls][/turn][*failed][@round][!]}:
 *
 * <pre>
 * C closed, O open, H half open, - without a vote; 20 calls unless said; ! unreachable
 * </pre>
 *
 * Verdicts are written as own, stays, probes, waits, lifted; one a member that is reachable.
 */
class QuorumTest {

  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Quorum QUORUM = new Quorum(10, 0.1, SETTLE);

  private static QuorumMember member(int index, String text) {
    String name = String.valueOf((char) ('a' + index));
    boolean reachable = !text.endsWith("!");
    if (text.startsWith("-")) {
      return new QuorumMember(name, reachable, Optional.empty());
    }
    BreakerState own = Map.of('C', CLOSED, 'O', OPEN, 'H', HALF_OPEN).get(text.charAt(0));
    Vote vote =
        new Vote(
            own,
            (int) number(text.substring(1), 20),
            number(after(text, '@'), 0),
            number(after(text, '/'), 0),
            (int) number(after(text, '*'), 0));
    return new QuorumMember(name, reachable, Optional.of(vote));
  }

  private static String after(String text, char mark) {
    return text.indexOf(mark) < 0 ? "" : text.substring(text.indexOf(mark) + 1);
  }

  private static long number(String text, long otherwise) {
    String digits = text.replaceFirst("[^0-9].*", "");
    return digits.isEmpty() ? otherwise : Long.parseLong(digits);
  }

  private static List<QuorumMember> members(String text) {
    List<QuorumMember> members = new ArrayList<>();
    for (String each : text.split(" ")) {
      members.add(member(members.size(), each));
    }
    return members;
  }

  private static String text(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Own ignored -> "own";
      case Verdict.StaysAdmitting ignored -> "stays";
      case Verdict.Probes ignored -> "probes";
      case Verdict.Waits waits -> "waits:" + waits.prober();
      case Verdict.Lifted lifted -> "lifted:" + lifted.round();
    };
  }

  private static String verdicts(List<QuorumMember> members, Duration openFor) {
    return members.stream()
        .filter(member -> member.reachable() && member.vote().isPresent())
        .map(member -> text(QUORUM.verdict(member.node(), openFor, members)))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "nobody open,                 C C C,                own own own",
    "one bad node of three,       O/1 C C,              own own own",
    "of three with few calls,     O/1 C0 C0,            own own own",
    "two of three,                O/1 O/2 C,            probes waits:a waits:a",
    "the other two,               C O/1 O/2,            waits:b probes waits:b",
    "half open counts as open,    H/1 O/2 C,            probes waits:a waits:a",
    "half of four is no majority, O/1 O/2 C C,          own stays own own",
    "three of four,               O/1 O/2 O/3 C,        probes waits:a waits:a waits:a",
    "few calls do not count,      O9/1 O9/2 C,          own stays own",
    "nor do they count against,   O/1 O/2 C9 C9,        probes waits:a waits:a waits:a",
    "one vote is no majority,     O/1 C9 C9,            own own own",
    "two bad ones of two,         O/1 O/2,              probes waits:a",
    "one of two,                  O/1 C,                own own",
    "one alone,                   O/1,                  own",
  })
  void theMajority(String name, String members, String expected) {
    assertEquals(expected, verdicts(members(members), SETTLE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "unreachable ones do not vote,     O/1 O/2! C,          own own",
    "nor do they probe,                O/1! O/2 O/3,        probes waits:b",
    "the open ones have a majority,    O/1 O/2 C!,          probes waits:a",
    "a minority is alone,              O/1 O/2 C! C! C!,    own own",
    "half is no majority,              O/1 O/2 C! C!,       own own",
    "the other side of three,          O/1! O/2! C C C,     own own own",
    "a member without a vote is there, O/1 O/2 - C!,        probes waits:a",
    "it has no say,                    O/1 C - -,           own own",
  })
  void partitions(String name, String members, String expected) {
    assertEquals(expected, verdicts(members(members), SETTLE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "the lowest name,               O/3 O/2 O/1,          probes waits:a waits:a",
    "one that can probe at once,    O/1 H/2 O/3,          waits:b probes waits:b",
    "the next after a failed probe, H/1*1 H/2 H/3,        waits:b probes waits:b",
    "and the next,                  H/1*1 H/2*1 H/3,      waits:c waits:c probes",
    "then from the start,           H/1*1 H/2*1 H/3*1,    probes waits:a waits:a",
    "never one with few calls,      O9/1 O/2 O/3,         waits:b probes waits:b",
    "never one that is closed,      C O/2 O/1,            waits:b probes waits:b",
    "nor one that is leaving,       - O/1 O/2 C,          probes waits:b waits:b",
  })
  void theProber(String name, String members, String expected) {
    assertEquals(expected, verdicts(members(members), SETTLE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "the prober has closed,     C0@1 O/2 O/3,          own lifted:1 lifted:1",
    "one has followed,          C0@1 O/2 C0@1,         own lifted:1 own",
    "all have,                  C0@1 C0@1 C0@1,        own own own",
    "old votes count no more,   C0@1 O/2 O/3 O/4 O/5,  own lifted:1 lifted:1 lifted:1 lifted:1",
    "a new node follows,        C@7 C@7 C0,            own own lifted:7",
    "it opens again,            O/1@1 O/2@1 C@1,       probes waits:a waits:a",
    "not known in a minority,   C0@1! O/2 O/3!,        own",
  })
  void rounds(String name, String members, String expected) {
    assertEquals(expected, verdicts(members(members), SETTLE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "the first is out,        O/2 C O/1 C C C,          stays own own own own own",
    "names decide equals,     O/1 C O/1 C C C,          own own stays own own own",
    "half open is out too,    H/1 O/2 C C C C,          own stays own own own own",
    "the next when it closes, C O/2 C C C C,            own own own own own own",
    "unreachable ones aside,  O/1! O/2 C C C C,         own own own own own",
  })
  void theShare(String name, String members, String expected) {
    assertEquals(expected, verdicts(members(members), SETTLE));
  }

  @Test
  void aBreakerSettlesBeforeItTakesItsNodeOut() {
    assertEquals("stays own own", verdicts(members("O/1 C C"), SETTLE.minusNanos(1)));
    assertEquals("own own own", verdicts(members("O/1 C C"), SETTLE));
    assertEquals("probes waits:a waits:a", verdicts(members("O/1 O/2 C"), Duration.ZERO));
    assertEquals("own", verdicts(members("O/1 C! C!"), Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "10, 1", "19, 1", "20, 2", "100, 10"})
  void oneOfTenAndAtLeastOneIsOut(int members, int expected) {
    assertEquals(expected, QUORUM.mostOut(members));
  }

  static Stream<Arguments> shown() {
    return Stream.of(
        Arguments.of(Verdict.Own.OWN, List.of(CLOSED, OPEN, HALF_OPEN), false),
        Arguments.of(Verdict.Probes.PROBES, List.of(CLOSED, OPEN, HALF_OPEN), true),
        Arguments.of(Verdict.StaysAdmitting.STAYS, List.of(HALF_OPEN, HALF_OPEN, HALF_OPEN), false),
        Arguments.of(new Verdict.Waits("a"), List.of(OPEN, OPEN, OPEN), true),
        Arguments.of(new Verdict.Lifted(1), List.of(CLOSED, CLOSED, CLOSED), false));
  }

  @ParameterizedTest
  @MethodSource
  void shown(Verdict verdict, List<BreakerState> expected, boolean forAll) {
    assertEquals(expected, Stream.of(CLOSED, OPEN, HALF_OPEN).map(verdict::shown).toList());
    assertEquals(forAll, verdict.isForAll());
  }

  @Test
  void aVoteFollowsItsBreaker() {
    Vote counted = Vote.NONE.counted(2);
    assertEquals(new Vote(CLOSED, 2, 0, 0, 0), counted);
    Vote opened = counted.opened(6);
    assertEquals(new Vote(OPEN, 2, 0, 7, 0), opened);
    assertEquals(opened, opened.opened(9));
    Vote probing = opened.halfOpened();
    assertEquals(new Vote(HALF_OPEN, 2, 0, 7, 0), probing);
    Vote failed = probing.opened(9);
    assertEquals(new Vote(OPEN, 2, 0, 7, 1), failed);
    assertEquals(new Vote(CLOSED, 0, 0, 0, 0), failed.halfOpened().closed(false));
    assertEquals(new Vote(CLOSED, 0, 1, 0, 0), failed.halfOpened().closed(true));
    assertEquals(new Vote(CLOSED, 0, 4, 0, 0), failed.lifted(4));
  }

  @Test
  void anUnknownNodeHasNoVerdict() {
    assertThrows(IllegalArgumentException.class, () -> QUORUM.verdict("z", SETTLE, members("C C")));
    assertThrows(IllegalArgumentException.class, () -> QUORUM.verdict("a", SETTLE, members("- C")));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1, 1", "1, -0.1, 1", "1, 1.1, 1", "1, NaN, 1", "1, 0.1, -1"})
  void limitsAreChecked(int minCalls, double share, long settle) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Quorum(minCalls, share, Duration.ofSeconds(settle)));
  }
}
