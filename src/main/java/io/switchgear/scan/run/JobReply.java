package io.switchgear.scan.run;

import io.switchgear.scan.job.Job;
import io.switchgear.tool.CborSerializable;

/**
 * What a job answers to an order. Its job is brief, because the answer may go to another node,
 * which reads the rest from the row.
 */
public sealed interface JobReply extends CborSerializable {

  /** Done; the job after it. */
  record Done(Job job) implements JobReply {}

  /** The job is not in a state for it. */
  record Conflict(Job job, String message) implements JobReply {}

  /** The order is not valid. */
  record Invalid(String message) implements JobReply {}

  /** The job has ended or does not exist. */
  record Over() implements JobReply {}
}
