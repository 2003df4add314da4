/**
 * Messages of the protocol as they are sent and received, and the one place that reads and writes
 * them.
 */
package io.switchgear.mcp.wire;
