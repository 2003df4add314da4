/** Alerts on the metrics of tools: rules, states and notifications. */
package io.switchgear.watch.alerts;
