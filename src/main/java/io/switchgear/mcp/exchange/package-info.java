/**
 * A request under way: its events, its answer, its bounds, and its questions to the client. The
 * types that a transport needs are here too.
 */
package io.switchgear.mcp.exchange;
