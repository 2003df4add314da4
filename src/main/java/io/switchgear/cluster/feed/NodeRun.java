package io.switchgear.cluster.feed;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * One run of a node's process. Its sequence numbers begin at 1, and no other run has its token.
 *
 * @param node {@code switchgear.node}
 * @param token start of the process in milliseconds since the epoch, and four random characters,
 *     both in base 36: {@code mf3k2a9x-q7z0}
 */
public record NodeRun(String node, String token) {

  private static final int RADIX = 36;
  private static final int RANDOM_CHARS = 4;
  private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{1,9}-[0-9a-z]{4}");

  public NodeRun {
    if (node.isEmpty() || !isToken(token)) {
      throw new IllegalArgumentException("not a run of a node: " + node + " " + token);
    }
  }

  /**
   * @param millis since the epoch
   */
  public static NodeRun starting(String node, long millis, RandomGenerator random) {
    StringBuilder token = new StringBuilder(Long.toString(millis, RADIX)).append('-');
    for (int i = 0; i < RANDOM_CHARS; i++) {
      token.append(Character.forDigit(random.nextInt(RADIX), RADIX));
    }
    return new NodeRun(node, token.toString());
  }

  /** Whether the text has the form of a token. */
  public static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /** When the process started, in milliseconds since the epoch by its node's clock. */
  public long started() {
    return Long.parseLong(token, 0, token.indexOf('-'), RADIX);
  }

  /**
   * A number that is greater than those of the node's earlier runs, unless its clock was set back.
   *
   * @param sequence fewer than a thousand for each millisecond of the run
   */
  public long id(long sequence) {
    return started() * 1_000 + sequence;
  }
}
