package io.switchgear.mcp;

import java.util.Optional;

/**
 * The protocol's header fields of one message, white space around them already gone. A field that
 * came more than once is given with its values joined by a comma, as RFC 9110 section 5.3 says.
 *
 * @param protocolVersion {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}, still encoded
 * @param sessionId {@code Mcp-Session-Id}
 */
public record RequestHead(
    Optional<String> protocolVersion,
    Optional<String> method,
    Optional<String> name,
    Optional<String> sessionId) {}
