/**
 * Drills: injected faults that show how breakers, fallbacks and alerts react before a real fault
 * occurs. Off unless enabled in the settings.
 */
package io.switchgear.calls.drill;
