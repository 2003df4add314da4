/**
 * What this server offers to clients: tools, prompts and resources, and the changes that clients
 * are told of.
 */
package io.switchgear.mcp.catalog;
