/** What is counted and timed, under the names that dashboards query. */
package io.switchgear.metrics;
