/** The targets that callers scanned, which completion offers to them. */
package io.switchgear.calls.hosts;
