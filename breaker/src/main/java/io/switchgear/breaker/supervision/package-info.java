/**
 * The breaker as an actor: one {@link io.switchgear.breaker.supervision.CallSupervisor} admits,
 * runs, ends and counts the calls of one resource, for any type of outcome. Its user gives an
 * {@link io.switchgear.breaker.supervision.OutcomeAdapter} for that type, and talks to it through a
 * {@link io.switchgear.breaker.supervision.SupervisorRef}. For ordinary stages, {@code
 * io.switchgear.breaker.stage} has both ready.
 *
 * <p>Public is what a user of a supervisor needs; everything else is package-private.
 */
package io.switchgear.breaker.supervision;
