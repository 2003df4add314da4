/** Who is told when a tool's figures are bad, and when they are well again. */
package io.switchgear.watch.alerts;
