package io.switchgear.mcp;

import java.util.List;

/** What {@link FuzzCase} makes requests of. JSON is in single quotes. */
final class FuzzStrings {

  static final String META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{'elicitation':{},"
          + "'extensions':{'io.modelcontextprotocol/tasks':{}}},"
          + "'io.modelcontextprotocol/logLevel':'debug','progressToken':'p',"
          + "'traceparent':'00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'}";

  /** Method, its parameters, and what Mcp-Name has to be; the last two may be empty. */
  static final List<List<String>> REQUESTS =
      List.of(
          List.of("tools/list", "", ""),
          List.of("tools/call", "'name':'echo','arguments':{'text':'x','count':3}", "echo"),
          List.of("tools/call", "'name':'a_text','arguments':{}", "a_text"),
          List.of("tools/call", "'name':'failed'", "failed"),
          List.of("tools/call", "'name':'ok_structured'", "ok_structured"),
          List.of("tools/call", "'name':'greet','arguments':{'word':'Hi'}", "greet"),
          List.of(
              "tools/call",
              "'name':'greet','arguments':{},'requestState':'%STATE%','inputResponses':"
                  + "{'who':{'action':'accept','content':{'name':'Ada'}}}",
              "greet"),
          List.of("resources/list", "", ""),
          List.of("resources/templates/list", "", ""),
          List.of("resources/read", "'uri':'a://b'", "a://b"),
          List.of("resources/subscribe", "'uri':'a://b'", ""),
          List.of("resources/unsubscribe", "'uri':'a://b'", ""),
          List.of("prompts/list", "'cursor':null", ""),
          List.of("prompts/get", "'name':'letter','arguments':{'to':'Ada'}", "letter"),
          List.of(
              "completion/complete",
              "'ref':{'type':'ref/prompt','name':'letter'},'argument':{'name':'to','value':'A'}",
              ""),
          List.of(
              "completion/complete",
              "'ref':{'type':'ref/resource','uri':'a://b/{part}'},"
                  + "'argument':{'name':'part','value':''}",
              ""),
          List.of(
              "subscriptions/listen",
              "'notifications':{'toolsListChanged':true,'resourceSubscriptions':['a://b']}",
              ""),
          List.of("subscriptions/listen", "'notifications':{'taskIds':['x']}", ""),
          List.of("tasks/get", "'taskId':'x'", "x"),
          List.of("tasks/update", "'taskId':'x','inputResponses':{'k':{}}", "x"),
          List.of("tasks/cancel", "'taskId':'x'", "x"),
          List.of("server/discover", "", ""),
          List.of("ping", "", ""),
          List.of("logging/setLevel", "'level':'info'", ""),
          List.of(
              "initialize",
              "'protocolVersion':'2025-11-25','capabilities':{},"
                  + "'clientInfo':{'name':'f','version':'1'}",
              ""),
          List.of("notifications/cancelled", "'requestId':1,'reason':'x'", ""),
          List.of("notifications/initialized", "", ""));

  static final List<String> IDS =
      List.of(
          "1",
          "0",
          "-7",
          "'x'",
          "''",
          "'ünï'",
          "9007199254740993",
          "123456789012345678901234567890",
          "'\\ud83d\\ude00'",
          "'\\ud800'",
          "'\\u0000'",
          "null",
          "1.5",
          "1e400",
          "true",
          "{}",
          "[1]");

  static final List<String> TOKENS =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "''",
          "-1",
          "1e400",
          "1e999999999",
          "-0",
          "0.1",
          "\\u0000",
          "\\ud800",
          "\\udc00x",
          "\uD83D\uDE00",
          "}",
          "{",
          "[",
          "]",
          ",",
          ":",
          "'",
          "'_meta':5,",
          "'id':null",
          "'id':2,",
          "'method':'ping',",
          "2025-06-18",
          "tools/call",
          "\\",
          "ünïcödé",
          "99999999999999999999999",
          "'params':[]",
          "\u0007",
          "\n",
          "\r\n\r\n",
          "<!--",
          "%s%n",
          "${jndi:x}",
          "../../etc/passwd",
          "__proto__",
          "'$ref':'http://127.0.0.1:1/'");

  static final List<String> VALUES =
      List.of(
          "",
          " ",
          "2026-07-28",
          "2025-11-25",
          "2025-03-26",
          "9999-99-99",
          "tools/call",
          "echo",
          "=?base64?ZWNobw==?=",
          "=?base64??=",
          "=?base64?!!!?=",
          "x, y",
          "1-1",
          "0-0",
          "0-5",
          "zzzzzzzzzzzzz-999999999999999999",
          "1-999999999999999999999",
          "-1",
          "ü",
          "\u00ff",
          "text/event-stream",
          "application/json",
          "nonsense",
          "*/*;q=0",
          "5",
          "Hi",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "a=1,b=2;c");

  static final List<String> NAMES =
      List.of(
          "MCP-Protocol-Version",
          "Mcp-Method",
          "Mcp-Name",
          "Mcp-Session-Id",
          "Last-Event-ID",
          "Mcp-Param-Word",
          "Mcp-Param-",
          "Accept",
          "Origin",
          "traceparent",
          "tracestate",
          "baggage",
          "Content-Encoding",
          "X-Other");

  private FuzzStrings() {}
}
