/**
 * The audit log: who requested what, and what was decided. {@link
 * io.switchgear.watch.audit.AuditTrail} receives the records, {@link
 * io.switchgear.watch.audit.AuditLog} writes them to a hash chain, and {@link
 * io.switchgear.watch.audit.ChainVerifier} verifies the chain. Independent of Pekko.
 */
package io.switchgear.watch.audit;
