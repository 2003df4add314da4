/** What callers have scanned lately, to complete it for them. */
package io.switchgear.calls.hosts;
