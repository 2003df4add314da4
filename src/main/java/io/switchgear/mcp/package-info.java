/** The Model Context Protocol, free of transport: decoding, the two eras, dispatch, encoding. */
package io.switchgear.mcp;
