package io.switchgear.supervisor;

import io.switchgear.supervisor.ToolSupervisor.Answered;

/** Where the answer to a call goes. Returns at once and never throws. */
@FunctionalInterface
interface ReplyTo {

  /** Nobody wants to know. */
  ReplyTo NOBODY = answered -> {};

  void tell(Answered answered);
}
