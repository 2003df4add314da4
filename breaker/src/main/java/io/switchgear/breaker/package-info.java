/**
 * The circuit breaker as pure values: policies, the state machine, and the data that its users see.
 * It has no actors, no clocks and no threads.
 *
 * <p>Programs use the policies and the data, together with {@code io.switchgear.breaker.stage}. The
 * state machine is public only for {@code io.switchgear.breaker.supervision}.
 */
package io.switchgear.breaker;
