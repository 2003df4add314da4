package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is open in the names of admitted callers: streams and requests under way. It ends what
 * another configuration would not let in, or not with as much. Safe for use by many threads.
 */
final class AdmittedStreams {

  private static final Logger LOG = LoggerFactory.getLogger(AdmittedStreams.class);

  private record Open(AuthenticatedCaller who, Runnable end) {}

  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private volatile AuthSettings current;

  /**
   * @param current in effect now
   */
  AdmittedStreams(AuthSettings current) {
    this.current = current;
  }

  /**
   * Takes note of something that is open.
   *
   * @param end closes it; may be called at once and from any thread, twice at most
   * @return forgets it again, when it is over
   */
  Runnable add(AuthenticatedCaller who, Runnable end) {
    Open added = new Open(who, end);
    open.add(added);
    // The configuration may have been exchanged since its caller was let in.
    if (!who.lasts(current)) {
      end.run();
    }
    return () -> open.remove(added);
  }

  /** Ends whatever was opened by somebody who would not be let in any more, or not with as much. */
  void become(AuthSettings next) {
    current = next;
    int ended = 0;
    for (Open each : open) {
      if (!each.who().lasts(next)) {
        each.end().run();
        ended++;
      }
    }
    if (ended > 0) {
      LOG.info("{} streams and requests of withdrawn or narrowed tokens are ended", ended);
    }
  }
}
