/**
 * Faults played on purpose, so that people see what breakers, fallbacks and alerts make of them
 * before a real fault comes. A leaf that knows tools only; off unless the settings turn it on.
 */
package io.switchgear.calls.drill;
