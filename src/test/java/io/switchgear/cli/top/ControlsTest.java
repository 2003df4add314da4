package io.switchgear.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.cli.top.Controls.Turn;
import io.switchgear.cli.top.Key.Kind;
import io.switchgear.watch.view.OrderJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlsTest {

  private final ServerModel model = ServerModels.loaded();

  /** {@code <} is Enter, {@code !} Escape, {@code #} Backspace. */
  private Turn typed(ServerModel on, String keys) {
    Turn turn = new Turn(Controls.initial(), Optional.empty(), false);
    for (char key : keys.toCharArray()) {
      turn =
          turn.next()
              .press(
                  switch (key) {
                    case '<' -> Key.of(Kind.ENTER);
                    case '!' -> Key.of(Kind.ESCAPE);
                    case '#' -> Key.of(Kind.BACKSPACE);
                    default -> Key.of(key);
                  },
                  on);
    }
    return turn;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "orack<y|open|nmap|rack|-",
        "jcrack<y|close|port_scan|rack|-",
        "hrack<10m<y|hold-open|nmap|rack|10m",
        "hrack<<y|hold-open|nmap|rack|-",
        "drack<1h<y|disable|nmap|rack|1h",
        "jjafixed<y|auto|whois|fixed|-",
        "rq jk?s//#<y|reset|nmap|q jk?s/|-",
      })
  void anOrderIsReasonedAndConfirmed(
      String keys, String step, String tool, String reason, String lasting) {
    OrderForm order = typed(model, keys).order().orElseThrow();
    assertEquals(step, order.action().step());
    assertEquals(tool, order.tool());
    assertEquals(reason, order.reason());
    assertEquals(lasting == null ? "" : lasting, order.duration());
    assertEquals(
        OrderJson.of("ann", Optional.of(reason), Optional.ofNullable(lasting)), order.body("ann"));
  }

  @ParameterizedTest
  @CsvSource({"orack<n", "orack<!", "orack!", "hrack<10m!", "hrack<10m<n"})
  void itCanBeGivenUpAtEachStep(String keys) {
    Turn turn = typed(model, keys);
    assertEquals(Optional.empty(), turn.order());
    assertInstanceOf(Controls.Watching.class, turn.next().mode());
    assertEquals("Aborted.", turn.next().message().text());
  }

  @Test
  void withoutAReasonThereIsNoOrder() {
    Turn turn = typed(model, "o <");
    assertInstanceOf(Controls.AskingReason.class, turn.next().mode());
    assertTrue(turn.next().message().text().startsWith("Enter a reason"));
  }

  @Test
  void onlyYConfirms() {
    Turn turn = typed(model, "orack<x<Y");
    assertEquals(Optional.empty(), turn.order());
    assertInstanceOf(Controls.Confirming.class, turn.next().mode());
  }

  @ParameterizedTest
  @CsvSource({"o", "c", "h", "a", "r", "d"})
  void aReadOnlyCallerIsTold(String key) {
    Turn turn = typed(ServerModels.loaded(ServerModels.TOOLS, "\"ops:read\""), key);
    assertInstanceOf(Controls.Watching.class, turn.next().mode());
    assertEquals(
        "'ann' may not give orders: they need the permission ops:write.",
        turn.next().message().text());
  }

  @Test
  void theFilterNarrowsWhatIsShownAndOrdered() {
    Turn turn = typed(model, "/SCAN<");
    assertEquals(List.of("port_scan"), names(turn.next()));
    assertEquals("port_scan", typed(model, "/SCAN<ox<y").order().orElseThrow().tool());
    assertEquals(3, names(typed(model, "/scan<!").next()).size());
    assertEquals(3, names(typed(model, "/scan!").next()).size());
    assertEquals("No tool is selected.", typed(model, "/nothing<o").next().message().text());
  }

  @Test
  void sortingGoesRound() {
    assertEquals(List.of("nmap", "port_scan", "whois"), names(typed(model, "").next()));
    assertEquals(List.of("nmap", "whois", "port_scan"), names(typed(model, "s").next()));
    assertEquals(List.of("port_scan", "nmap", "whois"), names(typed(model, "sssss").next()));
    assertEquals(Sort.NAME, typed(model, "ssssss").next().sort());
  }

  @Test
  void theChoiceStaysWithItsToolAndWithinTheTable() {
    assertEquals("whois", typed(model, "jjjjj").next().chosen());
    assertEquals("nmap", typed(model, "jkkk").next().chosen());
    assertEquals("whois", typed(model, "jjs").next().chosen());
  }

  @Test
  void qAndCtrlCEnd() {
    assertTrue(typed(model, "q").quit());
    assertFalse(typed(model, "oq").quit());
    assertTrue(typed(model, "o").next().press(Key.of(Kind.INTERRUPT), model).quit());
  }

  private List<String> names(Controls controls) {
    return controls.shown(model).stream().map(BreakerRow::name).toList();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\\e[A,UP",
        "\\eOB,DOWN",
        "\\e[5~,PAGE_UP",
        "\\e[6~,PAGE_DOWN",
        "\\e[1~,HOME",
        "\\eOF,END",
        "\\e[1;5A,OTHER",
        "\\e[,OTHER",
        "\\e,ESCAPE",
        "\\r,ENTER",
        "x,CHARACTER",
        "\\3,INTERRUPT",
        "ä,CHARACTER",
      })
  void keysAreKnownByTheirSequences(String sent, Kind kind) throws IOException {
    String raw = sent.replace("\\e", "\u001b").replace("\\r", "\r").replace("\\3", "\u0003");
    List<Integer> left = new ArrayList<>(raw.chars().boxed().toList());
    Keys keys =
        new Keys(
            millis -> left.isEmpty() ? millis == 0 ? -1 : Keys.Source.NOTHING : left.removeFirst());
    assertEquals(kind, keys.next().kind());
    assertEquals(Kind.INTERRUPT, keys.next().kind(), "nothing is left over");
  }
}
