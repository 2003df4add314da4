package io.switchgear.mcp.catalog;

import io.switchgear.mcp.wire.ListedResource;
import io.switchgear.tool.Caller;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The documents that clients may read. Safe for use by many threads; no method blocks. */
public interface ResourceCatalog {

  /** The documents with a fixed address, in the order in which they are listed. */
  List<ListedResource> resources();

  /**
   * Further documents, which only this caller has; the newest first. Empty if the catalog lists the
   * same documents to all callers.
   */
  default Optional<CompletionStage<List<ListedResource>>> own(Caller caller) {
    return Optional.empty();
  }

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
   * Whether the caller may be told when the document at this address changes. An address that no
   * caller can read may be watched, because nothing is told of it.
   *
   * @param uri as the client sent it, unchecked
   */
  default CompletionStage<Boolean> isWatchable(String uri, Caller caller) {
    return CompletableFuture.completedFuture(true);
  }

  /**
   * Values for a variable of a template, the likeliest first; empty if they are not known.
   *
   * @param template the {@code uri} of one of {@link #templates}
   * @param begun what the user has typed of the value
   */
  default CompletionStage<List<String>> values(
      String template, String blank, String begun, Caller caller) {
    return CompletableFuture.completedFuture(List.of());
  }

  /** The values that begin as the user began, in either case of letters. */
  static List<String> fitting(Collection<String> values, String begun) {
    String start = begun.toLowerCase(Locale.ROOT);
    return values.stream()
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(start))
        .toList();
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
