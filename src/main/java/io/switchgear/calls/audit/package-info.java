/** Reports calls to {@link io.switchgear.calls.audit.CallRecorder} for the audit. */
package io.switchgear.calls.audit;
