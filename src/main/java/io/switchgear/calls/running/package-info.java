/** The calls that run now: who watches them, how far they are, and the order to end one. */
package io.switchgear.calls.running;
