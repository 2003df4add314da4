package io.switchgear.mcp.wire;

import java.util.Objects;

/**
 * A resource, or a template of resources, as its list shows it.
 *
 * @param uri the address, or its RFC 6570 template
 * @param name unique, for programs
 * @param title for people
 * @param description for the model: what the document holds and when to read it
 * @param mimeType such as {@code application/json}
 */
public record ListedResource(
    String uri, String name, String title, String description, String mimeType) {

  public ListedResource {
    Objects.requireNonNull(uri);
    Objects.requireNonNull(name);
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(mimeType);
  }
}
