package io.switchgear.supervisor;

/** Where the answer to a call goes. Returns at once and never throws. */
@FunctionalInterface
interface ReplyTo {

  /** Nobody wants to know. */
  ReplyTo NOBODY = answered -> {};

  void tell(Answered answered);
}
