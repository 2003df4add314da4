/**
 * The HTTP front on Pekko HTTP: the checks of requests, the sending of responses, and the life of
 * connections. It does not interpret MCP messages.
 */
package io.switchgear.front.http;
