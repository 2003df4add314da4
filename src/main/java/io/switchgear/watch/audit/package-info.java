/**
 * Who asked for what, and what was decided: {@link io.switchgear.watch.audit.AuditTrail} is told,
 * {@link io.switchgear.watch.audit.AuditLog} writes it down in a chain of hashes, {@link
 * io.switchgear.watch.audit.ChainVerifier} says whether the chain is whole. Free of Pekko.
 */
package io.switchgear.watch.audit;
