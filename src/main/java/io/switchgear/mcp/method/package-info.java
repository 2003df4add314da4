/** The methods of the protocol: what each does, and the permission that a caller needs for it. */
package io.switchgear.mcp.method;
