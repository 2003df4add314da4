/** Identical calls that run at the same time share one run. */
package io.switchgear.calls.sharing;
