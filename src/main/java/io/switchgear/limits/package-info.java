/**
 * How much one principal may take: {@link io.switchgear.limits.PrincipalLimits} counts, {@link
 * io.switchgear.limits.LimitedTools} turns calls away. Free of Pekko.
 */
package io.switchgear.limits;
