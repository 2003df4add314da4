package io.switchgear.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {

  private static final ConnectionState LIVE = new ConnectionState.Connected();

  private static List<AttributedString> lines(
      ServerModel model, Controls controls, ConnectionState link, int columns, int rows) {
    return new Screen(new Palette(true), ZoneOffset.UTC)
        .draw(
            new Frame("switchgear 1.2.3  http://h:1", model, controls, link, ServerModels.NOW),
            columns,
            rows);
  }

  private static String text(List<AttributedString> lines) {
    return lines.stream()
        .map(line -> line.toString().stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  private static String drawn(ServerModel model, Controls controls, int columns, int rows) {
    return text(lines(model, controls, LIVE, columns, rows));
  }

  private static ServerModel eventful() {
    return ServerModels.loaded()
        .withEvent(
            ServerModels.event(
                """
                {"id":3,"type":"health_changed","timestamp":"2026-01-01T11:00:00Z",
                 "from_status":"healthy","to_status":"degraded"}
                """),
            ServerModels.NOW);
  }

  @Test
  void aFrameTellsAll() {
    assertEquals(
        """
         switchgear 1.2.3  http://h:1  up 2 h 0 m  as ann
         calls/s 3.0  errors 17 %  closed 2  half open 0  open 1
         health degraded  worst store disk is full

         TOOL       STATE             RETRY  CALLS/S  FAILED       P95  RUNNING  QUEUED  WHY
         nmap       ○ open             12 s      2.0    25 %  1 m 15 s        1       0  calls failed
         port_scan  ● closed                     1.0     0 %    4.0 ms        2       3
         whois      ● counts only                  0       -         -        0       0  by bob: watching; 5 m left

         RUNNING CALLS
         nmap                  bob                     1 m  ######......    50 %  half of the hosts

         FIRING ALERTS
         warning   slow_queries          nmap              2 m  p95 is 75 s

         EVENTS
         11:00:00  health                degraded, was healthy


         o open  c close  h hold open  a auto  r reset  d disable  x cancel  / filter  s sort  ? help  q quit
        """,
        drawn(eventful(), Controls.initial(), 110, 20));
  }

  private static ServerModel withJobs() {
    return ServerModels.withJobs(
        ServerModels.job("a".repeat(32), "", "queued", "", 65536, 0, 0, 0, -1, 0),
        ServerModels.job("b".repeat(32), "lab", "running", "", 1024, 256, 12, 8.2, 94, 3),
        ServerModels.job(
            "c".repeat(32),
            "night",
            "running",
            "The breaker of 'nmap' is open.",
            1048576,
            524288,
            70412,
            0,
            -1,
            0),
        ServerModels.job("d".repeat(32), "old", "paused", "", 16, 4, 1, 0, -1, 0));
  }

  private static String jobsOf(String screen) {
    return screen.substring(screen.indexOf(" JOBS"), screen.indexOf("\n RUNNING CALLS"));
  }

  @Test
  void jobsAreShownWithTheirProgress() {
    assertEquals(
        """
        JOBS              STATE        DONE                         HOSTS   OPEN  HOSTS/S        ETA
        lab               running      25 %  ###.........        256/1024     12      8.2   1 m 34 s  problems: 3
        night             running      50 %  ######......  524288/1048576  70412        0      waits  The breaker of 'nmap' is open.
        old               paused       25 %  ###.........            4/16      1        0          -
        aaaaaaaaaaaa      queued        0 %  ............         0/65536      0        0          -
        """
            .indent(1),
        jobsOf(drawn(withJobs(), Controls.initial(), 140, 40)));
    assertEquals(
        """
        JOBS              STATE        DONE           HOSTS   OPEN  HOSTS/S        ETA
        lab               running      25 %        256/1024     12      8.2   1 m 34 s
        night             running      50 %  524288/1048576  70412        0      waits
        old               paused       25 %            4/16      1        0          -
        aaaaaaaaaaaa      queued        0 %         0/65536      0        0          -
        """
            .indent(1),
        jobsOf(drawn(withJobs(), Controls.initial(), 80, 40)));
  }

  @Test
  void aServerWithoutJobsShowsNone() {
    assertFalse(drawn(eventful(), Controls.initial(), 140, 40).contains("JOBS"));
    assertFalse(drawn(ServerModels.withJobs(), Controls.initial(), 140, 40).contains("JOBS"));
  }

  @Test
  void manyJobsLeaveRoom() {
    String[] jobs =
        IntStream.range(0, 30)
            .mapToObj(
                i ->
                    ServerModels.job(
                        "%032d".formatted(i),
                        "job-%02d".formatted(i),
                        "running",
                        "",
                        8,
                        i % 8,
                        0,
                        1,
                        5,
                        0))
            .toArray(String[]::new);
    String shown = drawn(ServerModels.withJobs(jobs), Controls.initial(), 120, 30);
    assertTrue(shown.contains("JOBS (5 of 30)"), shown);
    assertTrue(shown.contains("job-04") && !shown.contains("job-05"), shown);
    assertTrue(shown.contains("RUNNING CALLS") && shown.contains("port_scan"), shown);
  }

  @ParameterizedTest
  @CsvSource({"120,40", "80,24", "60,12", "40,10", "20,6", "5,3", "1,1", "200,5"})
  void everySizeIsKeptWithJobs(int columns, int rows) {
    List<AttributedString> lines = lines(withJobs(), Controls.initial(), LIVE, columns, rows);
    assertEquals(rows, lines.size());
    lines.forEach(line -> assertTrue(line.columnLength() <= columns, line::toString));
  }

  @ParameterizedTest
  @CsvSource({"120,40", "80,24", "60,12", "40,10", "20,6", "5,3", "1,1", "200,5"})
  void everySizeIsKept(int columns, int rows) {
    List<AttributedString> lines = lines(eventful(), Controls.initial(), LIVE, columns, rows);
    assertEquals(rows, lines.size());
    lines.forEach(line -> assertTrue(line.columnLength() <= columns, line::toString));
  }

  @Test
  void aNarrowTerminalHasTheColumnsThatMatter() {
    String shown = drawn(ServerModels.loaded(), Controls.initial(), 60, 24);
    assertTrue(shown.contains("○ open") && shown.contains("12 s"), shown);
    assertFalse(shown.contains("QUEUED"), shown);
    assertTrue(shown.contains("calls failed"), shown);
  }

  private static ServerModel many(int tools) {
    String list =
        IntStream.range(0, tools)
            .mapToObj(i -> "{\"name\":\"tool-%03d\",\"state\":\"closed\"}".formatted(i))
            .collect(Collectors.joining(","));
    return ServerModels.loaded(
        "{\"timestamp\":\"%s\",\"tools\":[%s]}".formatted(ServerModels.NOW, list), "\"ops:write\"");
  }

  @Test
  void rowsScrollSoThatTheChosenOneIsSeen() {
    ServerModel model = many(200);
    Controls controls = Controls.initial();
    String first = drawn(model, controls, 100, 24);
    assertTrue(first.contains("tool-000") && !first.contains("tool-050"), first);
    assertTrue(first.contains("WHY  1-12 of 200"), first);
    for (int i = 0; i < 7; i++) {
      controls = controls.press(Key.of(Key.Kind.PAGE_DOWN), model).next();
    }
    List<AttributedString> lines = lines(model, controls, LIVE, 100, 24);
    String later = text(lines);
    assertTrue(later.contains("tool-070") && !later.contains("tool-000"), later);
    AttributedString chosen =
        lines.stream().filter(l -> l.toString().contains("tool-070")).findFirst().orElseThrow();
    assertEquals(new Palette(true).style(Style.CHOSEN), chosen.styleAt(1));
    assertEquals(100, chosen.columnLength());
    String last = drawn(model, controls.press(Key.of(Key.Kind.END), model).next(), 100, 24);
    assertTrue(last.contains("WHY  189-200 of 200"), last);
  }

  @Test
  void lampsHaveColoursWhereTheyAreWanted() {
    ServerModel model = ServerModels.loaded();
    Controls second = Controls.initial().press(Key.of('j'), model).next();
    assertTrue(lines(model, second, LIVE, 100, 24).get(5).toAnsi().contains("31"));
    String plain =
        new Screen(new Palette(false), ZoneOffset.UTC)
            .draw(new Frame("s", model, second, LIVE, ServerModels.NOW), 100, 24).stream()
                .map(AttributedString::toAnsi)
                .collect(Collectors.joining("\n"));
    assertFalse(plain.matches("(?s).*\u001b\\[[0-9;]*3[0-7][;m].*"), plain);
  }

  @Test
  void aLostConnectionIsShown() {
    ConnectionState away =
        new ConnectionState.Disconnected(
            ServerModels.NOW.minusSeconds(60),
            "cannot reach it",
            ServerModels.NOW.plusMillis(2_500));
    String shown = text(lines(eventful(), Controls.initial(), away, 140, 20));
    assertTrue(
        shown.contains(
            "No connection to the server since 11:59:00; the data is from then. Next attempt in 3"
                + " s.  cannot reach it"),
        shown);
    assertTrue(shown.contains("port_scan"), shown);
  }

  @Test
  void helpTellsEveryOrder() {
    ServerModel model = ServerModels.loaded();
    String help = drawn(model, Controls.initial().press(Key.of('?'), model).next(), 100, 24);
    for (String order :
        List.of("open once", "close now", "hold open", "auto", "reset", "disable")) {
      assertTrue(help.contains(order), help);
    }
  }

  @Test
  void whatIsTypedOrSaidIsSeenWhole() {
    ServerModel model = ServerModels.loaded();
    Controls controls = Controls.initial().press(Key.of('o'), model).next();
    for (char c : ("x".repeat(101) + "end").toCharArray()) {
      controls = controls.press(Key.of(c), model).next();
    }
    List<AttributedString> lines = lines(model, controls, LIVE, 60, 20);
    assertEquals(20, lines.size());
    assertTrue(lines.get(17).toString().startsWith(" Open nmap, reason: xxx"), text(lines));
    assertTrue(lines.get(19).toString().stripTrailing().endsWith("xend"), text(lines));
    assertEquals(3, lines(model, controls, LIVE, 9, 3).size());
  }

  @Test
  void textFromOutsideCannotSteerTheTerminal() {
    String evil = "\\u001b[2J\\u009b31m\\u202e\\u0007evil";
    ServerModel model =
        ServerModels.loaded(ServerModels.TOOLS.replace("calls failed", evil), "\"x\"")
            .withEvent(
                ServerModels.event(
                    """
                    {"id":3,"type":"call_ended","tool":"%1$s","caller":"%1$s","outcome":"%1$s"}
                    """
                        .formatted(evil)),
                ServerModels.NOW);
    String shown = drawn(model, Controls.initial(), 120, 30);
    assertTrue(shown.contains("evil"), shown);
    assertTrue(
        shown.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c) || c == 0x202e), shown);
  }
}
