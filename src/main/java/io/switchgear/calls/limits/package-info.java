/**
 * How much one principal may take: {@link io.switchgear.calls.limits.PrincipalLimits} counts,
 * {@link io.switchgear.calls.limits.CallQuota} turns calls away. Free of Pekko.
 */
package io.switchgear.calls.limits;
