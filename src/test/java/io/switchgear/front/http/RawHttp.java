package io.switchgear.front.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A socket that sends exactly the given bytes, valid or not. */
final class RawHttp implements AutoCloseable {

  /** Long enough for a slow machine. A test that reaches it fails. */
  private static final int PATIENCE_MS = 30_000;

  static final String ENVELOPE =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  /**
   * @param headers names in lower case
   */
  record Response(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawHttp(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /**
   * @param from the source address
   */
  RawHttp(int port, String from) throws IOException {
    socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(PATIENCE_MS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** A POST to /mcp; {@code headers} end in line breaks, {@code body} is in single quotes. */
  RawHttp post(String headers, String body) throws IOException {
    String json = body.replace('\'', '"');
    return send(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + headers
            + "Content-Length: "
            + json.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + json);
  }

  /** A modern tools/call. */
  RawHttp call(String id, String tool, String more) throws IOException {
    return post(
        "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: "
            + tool
            + "\r\nAccept: application/json, text/event-stream\r\n",
        "{'jsonrpc':'2.0','id':"
            + id
            + ",'method':'tools/call','params':{'name':'"
            + tool
            + "',"
            + more
            + ENVELOPE
            + "}}");
  }

  /** Reads the status line and headers, not the body. */
  Response head() throws IOException {
    String status = line();
    if (status == null) {
      throw new IOException("closed without an answer");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Response(Integer.parseInt(status.split(" ")[1]), headers, new byte[0]);
  }

  Response response() throws IOException {
    Response head = head();
    return new Response(head.status(), head.headers(), body(head));
  }

  /** Reads the body after that head. */
  byte[] body(Response head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if ("chunked".equals(head.headers().get("transfer-encoding"))) {
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        body.writeBytes(chunk);
      }
    } else if (head.headers().containsKey("content-length")) {
      body.writeBytes(in.readNBytes(Integer.parseInt(head.headers().get("content-length"))));
    }
    return body.toByteArray();
  }

  /** The next chunk; empty at the end of the body. */
  byte[] chunk() throws IOException {
    byte[] chunk = in.readNBytes(Integer.parseInt(line(), 16));
    line();
    return chunk;
  }

  /** Whether the server has closed the connection and nothing is left to read. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  /** Whether the server answers 400 and closes, or just closes. */
  boolean isRefusedOrClosed() throws IOException {
    String status = line();
    return status == null || status.contains(" 400 ");
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Closes the connection as a step of the test. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
