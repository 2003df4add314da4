/** Identical calls that are under way at the same time share one run. */
package io.switchgear.calls.sharing;
