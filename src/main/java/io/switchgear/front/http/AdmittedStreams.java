package io.switchgear.front.http;

import io.switchgear.config.AuthSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open streams and running requests of authenticated callers. After a change of the
 * configuration, it ends those that the new configuration would not admit, or only with fewer
 * permissions. Thread-safe.
 */
final class AdmittedStreams {

  private static final Logger LOG = LoggerFactory.getLogger(AdmittedStreams.class);

  /** Not a record: its hash would be that of the settings, computed for each request. */
  private static final class Open {

    private final AuthenticatedCaller who;
    private final Runnable end;

    Open(AuthenticatedCaller who, Runnable end) {
      this.who = who;
      this.end = end;
    }
  }

  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private volatile AuthSettings current;

  /**
   * @param current the settings in effect
   */
  AdmittedStreams(AuthSettings current) {
    this.current = current;
  }

  /**
   * Registers an open stream or request.
   *
   * @param end closes it; may be called at once, from any thread, and at most twice
   * @return removes the registration
   */
  Runnable add(AuthenticatedCaller who, Runnable end) {
    Open added = new Open(who, end);
    open.add(added);
    // The configuration may have changed since the caller was authenticated.
    if (!who.lasts(current)) {
      end.run();
    }
    return () -> open.remove(added);
  }

  /** Puts new settings in effect and ends what they no longer permit. */
  void become(AuthSettings next) {
    current = next;
    int ended = 0;
    for (Open each : open) {
      if (!each.who.lasts(next)) {
        each.end.run();
        ended++;
      }
    }
    if (ended > 0) {
      LOG.info(
          "ended {} streams and requests whose tokens were removed or have fewer permissions",
          ended);
    }
  }
}
