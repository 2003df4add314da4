/** Follows calls for the audit, which {@link io.switchgear.calls.audit.CallRecorder} is told of. */
package io.switchgear.calls.audit;
