package io.switchgear.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Prints bytes in UTF-8 as text, also if a character is split over two writes. */
final class TextOutput extends OutputStream {

  private static final int LONGEST_CHARACTER = 4;

  private final PrintWriter out;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The bytes of a character that is not complete yet. */
  private ByteBuffer rest = ByteBuffer.allocate(0);

  TextOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    ByteBuffer all = ByteBuffer.allocate(rest.remaining() + count);
    all.put(rest).put(bytes, from, count).flip();
    CharBuffer text = CharBuffer.allocate(all.remaining() + LONGEST_CHARACTER);
    decoder.decode(all, text, false);
    rest = all.slice();
    out.append(text.flip());
  }

  @Override
  public void close() {
    out.flush();
  }
}
