/** MCP over standard input and output: one client, one message per line. */
package io.switchgear.front.stdio;
