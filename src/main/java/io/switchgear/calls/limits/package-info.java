/**
 * Limits of each principal: {@link io.switchgear.calls.limits.PrincipalLimits} counts, {@link
 * io.switchgear.calls.limits.CallQuota} is the step of the call path that refuses calls.
 */
package io.switchgear.calls.limits;
