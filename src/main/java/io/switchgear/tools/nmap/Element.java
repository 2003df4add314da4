package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;
import javax.xml.stream.XMLStreamReader;

/** The start of an XML element: its attributes, in bounds. */
record Element(XMLStreamReader xml) {

  private static final int LINE_CHARS = 256;

  String name() {
    return xml.getLocalName();
  }

  /** As it was before nmap escaped it; an empty string if there is none. */
  String text(String attribute) {
    String value = xml.getAttributeValue(null, attribute);
    return value == null ? "" : EscapedBytes.decode(value);
  }

  /** On one line, cleaned. */
  String line(String attribute) {
    return UntrustedText.line(text(attribute), LINE_CHARS);
  }

  /** The same, of text between elements. */
  static String lineOf(String text) {
    return UntrustedText.line(EscapedBytes.decode(text), LINE_CHARS);
  }

  /** A number that is not one counts as -1. */
  double number(String attribute) {
    String text = text(attribute);
    return text.matches("[0-9]{1,10}(\\.[0-9]{1,10})?") ? Double.parseDouble(text) : -1;
  }

  int whole(String attribute) {
    return (int) Math.min(Integer.MAX_VALUE, number(attribute));
  }
}
