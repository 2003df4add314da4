package io.switchgear.calls.fallback;

import io.switchgear.tool.Caller;
import java.util.Optional;

/** What principals may do now; a call that waited may have been queued with more. */
@FunctionalInterface
public interface CurrentPermissions {

  /** For programs whose principals keep what they had. */
  CurrentPermissions AS_QUEUED = Optional::of;

  /**
   * The same principal with what it had when the call was queued and has still.
   *
   * @return empty if the server no longer knows the principal
   */
  Optional<Caller> of(Caller queued);
}
