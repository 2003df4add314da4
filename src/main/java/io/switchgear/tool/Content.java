package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One content block of a tool's output, modelled on MCP's content blocks. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @Type(value = Content.Text.class, name = "text"),
  @Type(value = Content.Image.class, name = "image"),
  @Type(value = Content.Audio.class, name = "audio"),
  @Type(value = Content.EmbeddedText.class, name = "resource"),
  @Type(value = Content.ResourceLink.class, name = "resource_link")
})
public sealed interface Content {

  record Text(String text) implements Content {}

  /**
   * @param data base64
   * @param mimeType such as {@code image/png}
   */
  record Image(String data, String mimeType) implements Content {}

  /**
   * @param data base64
   * @param mimeType such as {@code audio/wav}
   */
  record Audio(String data, String mimeType) implements Content {}

  /** The text of an embedded resource. */
  record EmbeddedText(String uri, String mimeType, String text) implements Content {}

  /**
   * A resource that the client can read. MCP has had it since 2025-06-18.
   *
   * @param name for programs
   * @param title for people
   * @param description for the model: what the resource holds
   */
  record ResourceLink(String uri, String name, String title, String description, String mimeType)
      implements Content {}
}
