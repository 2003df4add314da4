package io.switchgear.calls.audit;

import io.switchgear.tool.ToolOutcome;

/** Records calls. Never blocks, never throws; used by many threads. */
public interface CallRecorder {

  /** Records nothing. */
  CallRecorder NONE =
      new CallRecorder() {
        @Override
        public boolean admits() {
          return true;
        }

        @Override
        public void running(AuditedCall call) {}

        @Override
        public void ended(AuditedCall call, ToolOutcome outcome) {}

        @Override
        public void everySecond(Runnable task) {}
      };

  /** Whether a call may run now; false if it could not be recorded and the settings require it. */
  boolean admits();

  /** The call is still running after a second. */
  void running(AuditedCall call);

  /**
   * The call has ended.
   *
   * @param outcome null if a bug ended the call
   */
  void ended(AuditedCall call, ToolOutcome outcome);

  /** Runs the task every second on the recorder's thread. */
  void everySecond(Runnable task);
}
