/**
 * Each era's way of a message: which era it belongs to, the checks in their order, the session that
 * it belongs to, and the run of its method.
 */
package io.switchgear.mcp.era;
