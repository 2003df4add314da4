/** Breakers of targets: calls to a target that does not answer are refused for a while. */
package io.switchgear.calls.targets;
