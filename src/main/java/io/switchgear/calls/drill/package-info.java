/**
 * Drills: faults on purpose, so that people see how breakers, fallbacks and alerts react before a
 * real fault comes. Off unless the settings turn it on.
 */
package io.switchgear.calls.drill;
