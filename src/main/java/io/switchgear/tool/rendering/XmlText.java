package io.switchgear.tool.rendering;

import io.switchgear.tool.UntrustedText;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes XML 1.0, an element per line. All XML output uses this class. Attribute values are
 * sanitized and escaped; names of elements and attributes are not checked.
 *
 * <p>Methods throw {@link UncheckedIOException} if the text cannot be written.
 */
public final class XmlText {

  private static final int TEXT_CHARS = 65_536;

  private final Appendable out;

  public XmlText(Appendable out) {
    this.out = out;
  }

  /** The XML declaration and a document type without a definition. */
  public void begin(String root) {
    put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE ");
    put(root);
    put(">\n");
  }

  /** A start tag. Attributes with an empty value are left out. */
  public void open(String element, String... attributes) {
    start(element, attributes);
    put(">\n");
  }

  /** An element without content. Attributes with an empty value are left out. */
  public void empty(String element, String... attributes) {
    start(element, attributes);
    put("/>\n");
  }

  public void close(String element) {
    put("</");
    put(element);
    put(">\n");
  }

  /** An element that contains only text. */
  public void text(String element, String text) {
    start(element);
    put(">");
    put(escaped(text));
    put("</");
    put(element);
    put(">\n");
  }

  /** A comment. A comment must not contain two hyphens in a row, so a space is put between them. */
  public void comment(String text) {
    put("<!-- ");
    put(UntrustedText.clean(text, TEXT_CHARS).replace("--", "- -").replace("--", "- -"));
    put(" -->\n");
  }

  private void start(String element, String... attributes) {
    put("<");
    put(element);
    for (int i = 0; i < attributes.length; i += 2) {
      if (!attributes[i + 1].isEmpty()) {
        put(" ");
        put(attributes[i]);
        put("=\"");
        put(escaped(attributes[i + 1]));
        put("\"");
      }
    }
  }

  /** Escapes line feeds and tabs too: parsers normalize them to spaces (XML 1.0, section 3.3.3). */
  private static String escaped(String text) {
    String clean = UntrustedText.clean(text, TEXT_CHARS);
    StringBuilder safe = new StringBuilder(clean.length() + 16);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\n' -> safe.append("&#10;");
        case '\t' -> safe.append("&#9;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  private void put(String text) {
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
