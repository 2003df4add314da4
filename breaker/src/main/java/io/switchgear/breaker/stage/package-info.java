/**
 * The breaker for programs: {@link io.switchgear.breaker.stage.CircuitBreaker} protects work that
 * answers with a {@link java.util.concurrent.CompletionStage}, work that blocks, and work that is
 * done elsewhere.
 */
package io.switchgear.breaker.stage;
