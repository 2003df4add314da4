/** The targets that callers scanned, which completion suggests to them. */
package io.switchgear.calls.hosts;
