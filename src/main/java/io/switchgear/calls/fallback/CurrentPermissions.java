package io.switchgear.calls.fallback;

import io.switchgear.tool.Caller;
import java.util.Optional;

/** The current permissions of principals; a call may have been queued with more of them. */
@FunctionalInterface
public interface CurrentPermissions {

  /** For programs whose principals never lose a permission. */
  CurrentPermissions AS_QUEUED = Optional::of;

  /**
   * The same principal with the permissions that it had when the call was queued and still has.
   *
   * @return empty if the server no longer knows the principal
   */
  Optional<Caller> of(Caller queued);
}
