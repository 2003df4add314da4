/** The running calls: their listeners, their progress, and the operator's order to cancel one. */
package io.switchgear.calls.running;
