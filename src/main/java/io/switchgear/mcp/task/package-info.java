/**
 * Tool calls that go on without their client, as MCP's extension for tasks shows them. This room
 * knows no message of the protocol.
 */
package io.switchgear.mcp.task;
