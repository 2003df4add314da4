package io.switchgear.cluster.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParcelTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99_999, 100_000, 100_001, 200_000, 1_234_567})
  void arrivesAsItWasSent(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Parcel parcel = new Parcel(bytes);
    Parcel.Arriving arriving = new Parcel.Arriving();
    assertTrue(arriving.add(parcel.first()));
    int pieces = 1;
    while (!arriving.isWhole()) {
      assertTrue(arriving.add(parcel.from(arriving.known())));
      pieces++;
    }
    assertArrayEquals(bytes, arriving.whole());
    assertEquals(Math.max(1, (length + 99_999) / 100_000), pieces);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 300, Integer.MAX_VALUE})
  void beyondItsEndsThereIsNothingElse(int position) {
    Piece piece = new Parcel(new byte[250]).from(position);
    assertEquals(position < 0 ? 250 : 0, piece.bytes().length);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, 5, starts too late",
    "10, 0, 11, is longer than the whole",
    "-1, 0, 0, has no length",
    "67108865, 0, 10, is too large",
  })
  void aFirstPieceThatDoesNotFitIsRefused(int total, int from, int length, String why) {
    assertFalse(new Parcel.Arriving().add(new Piece(total, from, new byte[length])), why);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 4, 3, leaves a gap",
    "10, 0, 3, comes twice",
    "11, 3, 3, has another length",
    "10, 3, 8, is longer than the rest",
  })
  void aLaterPieceThatDoesNotFitIsRefused(int total, int from, int length, String why) {
    Parcel.Arriving arriving = new Parcel.Arriving();
    assertTrue(arriving.add(new Piece(10, 0, new byte[3])));
    assertFalse(arriving.add(new Piece(total, from, new byte[length])), why);
    assertTrue(arriving.add(new Piece(10, 3, new byte[7])), "the right one still fits");
    assertTrue(arriving.isWhole());
  }
}
