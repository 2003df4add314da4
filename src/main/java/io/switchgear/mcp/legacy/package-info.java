/**
 * Sessions and event streams of the protocol versions 2024-11-05 to 2025-11-25. A session is an
 * actor; a request reads what the session publishes and sends it no message.
 */
package io.switchgear.mcp.legacy;
