package io.switchgear.mcp.catalog;

import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.tool.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The documents that clients may read. Safe for use by many threads; no method blocks. */
public interface ResourceCatalog {

  /** The documents with a fixed address, in the order in which they are listed. */
  List<ListedResource> resources();

  /** The templates of addresses; the {@code uri} of each is an RFC 6570 template. */
  List<ListedResource> templates();

  /**
   * Reads a document as it is now, as this caller may see it; completes empty if there is none at
   * this address for the caller.
   *
   * @param uri as the client sent it, unchecked
   */
  CompletionStage<Optional<Document>> read(String uri, Caller caller);

  /**
   * Values for a variable of a template, the likeliest first; empty if they are not known.
   *
   * @param template the {@code uri} of one of {@link #templates}
   */
  default List<String> values(String template, String blank, Caller caller) {
    return List.of();
  }

  /**
   * @param mimeType such as {@code application/json}
   * @param text or, of a binary document, its bytes in base64
   */
  record Document(String mimeType, String text, boolean isBinary) {
    public Document {
      Objects.requireNonNull(mimeType);
      Objects.requireNonNull(text);
    }

    public Document(String mimeType, String text) {
      this(mimeType, text, false);
    }

    public static Document binary(String mimeType, String base64) {
      return new Document(mimeType, base64, true);
    }
  }
}
