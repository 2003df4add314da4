package io.switchgear.scan;

import java.util.List;
import java.util.Map;

/**
 * Records what was decided about jobs: their planning, controls, exclusions, deletions and exports.
 * Their blocks are recorded as calls. Must not block or throw; used by many threads.
 */
@FunctionalInterface
public interface JobAudit {

  /** Records nothing. */
  JobAudit NONE = record -> {};

  /**
   * @param who the principal
   * @param what the operation, such as {@code job.start}
   * @param job its id; empty if there is none
   * @param targets the first ones; empty if it is not about targets
   * @param refusedBy the rule or limit that refused; empty if it was done
   * @param details a few short entries
   */
  record Record(
      String who,
      String what,
      String job,
      List<String> targets,
      String refusedBy,
      Map<String, String> details) {}

  void add(Record record);
}
