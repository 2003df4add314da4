/**
 * Requests of sessions that another node has: a gateway forwards them to that node, and streams the
 * replies back (docs/adr/0040).
 */
package io.switchgear.mcp.relay;
