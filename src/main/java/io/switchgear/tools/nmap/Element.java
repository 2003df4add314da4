package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;
import javax.xml.stream.XMLStreamReader;

/** Bounded access to the attributes of an XML start element. */
record Element(XMLStreamReader xml) {

  private static final int LINE_CHARS = 256;

  String name() {
    return xml.getLocalName();
  }

  /** An attribute's value without nmap's escapes; an empty string if it is missing. */
  String text(String attribute) {
    String value = xml.getAttributeValue(null, attribute);
    return value == null ? "" : EscapedBytes.decode(value);
  }

  /** An attribute's value as one sanitized line. */
  String line(String attribute) {
    return UntrustedText.line(text(attribute), LINE_CHARS);
  }

  /** Element text as one sanitized line. */
  static String lineOf(String text) {
    return UntrustedText.line(EscapedBytes.decode(text), LINE_CHARS);
  }

  /** An attribute's value as a number; -1 if it is not a number. */
  double number(String attribute) {
    String text = text(attribute);
    return text.matches("[0-9]{1,10}(\\.[0-9]{1,10})?") ? Double.parseDouble(text) : -1;
  }

  int whole(String attribute) {
    return (int) Math.min(Integer.MAX_VALUE, number(attribute));
  }
}
