package io.switchgear.front.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads an event stream (HTML standard), as far as this server uses the format. */
final class EventReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedReader lines;
  private int comments;

  EventReader(InputStream body) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /**
   * @param id empty if the event has none
   */
  record Read(String type, String id, JsonNode data) {}

  /** The next event; null at the end of the stream. */
  Read next() throws IOException {
    String type = "message";
    String id = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(":")) {
        comments++;
      } else if (line.startsWith("event: ")) {
        type = line.substring("event: ".length());
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: ")) {
        data.append(line.substring("data: ".length()));
      } else if (line.isEmpty() && !data.isEmpty()) {
        return new Read(type, id, JSON.readTree(data.toString()));
      }
    }
    return null;
  }

  /** Reads until this many comments have arrived in total. */
  void awaitComments(int count) throws IOException {
    while (comments < count) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the stream has ended");
      }
      if (line.startsWith(":")) {
        comments++;
      }
    }
  }
}
