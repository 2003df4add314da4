/**
 * The HTTP front on Pekko HTTP: what a request must be to be let in, how an answer travels, and
 * what happens when a connection ends. Knows nothing of what MCP messages mean.
 */
package io.switchgear.front.http;
