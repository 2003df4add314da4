package peer;

import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;

/** The same tool as {@code echo} of the fixture server, in Quarkus. */
public class EchoTool {

  @Tool(name = "echo", description = "Returns its message.")
  String echo(@ToolArg(description = "The text to return.") String message) {
    return message;
  }
}
