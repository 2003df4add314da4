/** Breakers of targets, beside those of tools: what is silent again and again is left alone. */
package io.switchgear.calls.targets;
