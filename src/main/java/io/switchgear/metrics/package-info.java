/** Metrics: Kamon instruments for Prometheus, and call statistics for the operator API. */
package io.switchgear.metrics;
