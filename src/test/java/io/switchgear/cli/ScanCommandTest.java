package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tool.ToolOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines of {@code scan} and the tool arguments that they produce. */
class ScanCommandTest {

  private static final String LIST =
      """
      # the lab
      10.0.0.1 10.0.0.2   # two of them
      10.0.1.0/28,fd00::1\r

      \tdb.lab.internal
      """;

  @TempDir Path folder;
  private final Terminal terminal = new Terminal();

  @BeforeEach
  void prepare() throws IOException {
    terminal.tool(
        "nmap",
        "{\"targets\":{},\"exclude\":{},\"ports\":{},\"template\":{},\"scripts\":{},\"timing\":{},"
            + "\"service_detection\":{},\"os_detection\":{},\"extra_args\":{},\"include\":{}}");
    terminal.tool("port_scan", "{\"targets\":{},\"exclude\":{},\"ports\":{},\"rate\":{}}");
    terminal.answers(new ToolOutcome.Success(Terminal.report()));
    Files.writeString(folder.resolve("list"), LIST);
    Files.writeString(folder.resolve("marked"), "\uFEFF10.0.0.1\r\n10.0.0.2\r\n");
    Files.writeString(folder.resolve("empty"), "# nothing\n");
    Files.writeString(folder.resolve("control"), "10.0.0.1\n\n10.0.0.2 \u001b[2J\n");
    Files.writeString(folder.resolve("long"), "10.0.0.1\n" + "x".repeat(300));
    Files.write(folder.resolve("binary"), new byte[] {'1', (byte) 0xff, 0, 1});
    Files.writeString(folder.resolve("big"), "10.0.0.1\n".repeat(500_000));
  }

  private int scan(String words) {
    return terminal.run(
        Stream.concat(
                Stream.of("scan"), Arrays.stream(words.replace("DIR", folder + "").split(" ")))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          10.0.0.1                              ¦ {'targets':['10.0.0.1']}
          10.0.0.1,10.0.0.2 ::1                 ¦ {'targets':['10.0.0.1','10.0.0.2','::1']}
          -iL DIR/list                          ¦ {'targets':['10.0.0.1','10.0.0.2','10.0.1.0/28','fd00::1','db.lab.internal']}
          @DIR/list -iL DIR/empty               ¦ {'targets':['10.0.0.1','10.0.0.2','10.0.1.0/28','fd00::1','db.lab.internal']}
          -iL DIR/marked                        ¦ {'targets':['10.0.0.1','10.0.0.2']}
          10.0.0.1 --exclude @DIR/marked        ¦ {'targets':['10.0.0.1'],'exclude':['10.0.0.1','10.0.0.2']}
          -                                     ¦ {'targets':['10.9.9.9','10.8.8.8']}
          -iL -                                 ¦ {'targets':['10.9.9.9','10.8.8.8']}
          10.0.0.1 --exclude-file -             ¦ {'targets':['10.0.0.1'],'exclude':['10.9.9.9','10.8.8.8']}
          10.0.0.0/28 --exclude 10.0.0.1,10.0.0.2 --exclude=a ¦ {'targets':['10.0.0.0/28'],'exclude':['10.0.0.1','10.0.0.2','a']}
          10.0.0.0/28 --exclude @DIR/list       ¦ {'targets':['10.0.0.0/28'],'exclude':['10.0.0.1','10.0.0.2','10.0.1.0/28','fd00::1','db.lab.internal']}
          10.0.0.1 -p 22,80 -t quick            ¦ {'targets':['10.0.0.1'],'ports':'22,80','template':'quick'}
          10.0.0.1 -p-                          ¦ {'targets':['10.0.0.1'],'ports':'-'}
          10.0.0.1 -p -100                      ¦ {'targets':['10.0.0.1'],'ports':'-100'}
          10.0.0.1 -sV -O                       ¦ {'targets':['10.0.0.1'],'service_detection':true,'os_detection':true}
          10.0.0.1 --script default,banner --script http-title ¦ {'targets':['10.0.0.1'],'scripts':['default','banner','http-title']}
          10.0.0.1 -T4                          ¦ {'targets':['10.0.0.1'],'timing':'4'}
          10.0.0.1 -T polite                    ¦ {'targets':['10.0.0.1'],'timing':'polite'}
          10.0.0.1 --rate 500                   ¦ {'targets':['10.0.0.1'],'extra_args':['--max-rate=500']}
          10.0.0.1 --rate=500 --tool port_scan  ¦ {'targets':['10.0.0.1'],'rate':500}
          10.0.0.1 -v                           ¦ {'targets':['10.0.0.1'],'include':['argv']}
          10.0.0.1 -v --tool port_scan          ¦ {'targets':['10.0.0.1']}
          """)
  void wordsBecomeArguments(String words, String arguments) {
    terminal.in = "10.9.9.9\n10.8.8.8 # last\n";
    assertEquals(0, scan(words), () -> terminal.err + "");
    assertEquals(arguments.replace('\'', '"'), terminal.lastArguments());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          -sV                              ¦ no targets; give some
          -iL DIR/empty                    ¦ no targets; give some
          -iL DIR/none                     ¦ there is no file DIR/none
          @DIR/none                        ¦ there is no file DIR/none
          -iL DIR                          ¦ DIR is a folder
          10.0.0.1 @                       ¦ a list of targets has no file name; give
          -iL DIR/control                  ¦ DIR/control, line 3: "�[2J" is not a target
          -iL DIR/long                     ¦ DIR/long, line 2: "xxx
          -iL DIR/binary                   ¦ DIR/binary is not UTF-8 text
          -iL DIR/big                      ¦ DIR/big is larger than
          10.0.0.1 --exclude-file DIR/long ¦ DIR/long, line 2
          - -iL -                          ¦ standard input can be read only once
          10.0.0.1 -O --tool port_scan     ¦ port_scan does not support -O
          10.0.0.1 -T4 --tool port_scan    ¦ port_scan does not support -T
          10.0.0.1 --script a --tool port_scan ¦ port_scan does not support --script
          10.0.0.1 --rate many             ¦ rate
          10.0.0.1 -oX DIR/list            ¦ it exists; --force replaces it
          10.0.0.1 -oA DIR/taken           ¦ -oA DIR/taken.csv cannot be written: it exists
          10.0.0.1 -oN DIR                 ¦ is not a regular file
          """)
  void anInvalidCommandLineIsRejectedBeforeTheCall(String words, String why) throws IOException {
    Files.writeString(folder.resolve("taken.csv"), "kept");
    assertEquals(2, scan(words));
    String said = terminal.err.toString();
    assertTrue(said.contains(why.replace("DIR", folder + "")), said);
    assertTrue(said.lines().count() <= 2 && said.length() < 600, said);
    assertEquals(List.of(), terminal.calls);
  }

  @Test
  void aRejectedTargetIsLocatedInItsFile() throws IOException {
    Files.writeString(folder.resolve("bad"), "10.0.0.1\n# x\n10.0.0.300\n");
    Terminal refusing = new Terminal();
    refusing.answers(
        new ToolOutcome.InvalidInput("\"10.0.0.300\": is not an IPv4 address. Allowed are …"));
    assertEquals(2, refusing.run("scan", "-iL", folder.resolve("bad") + ""));
    String said = refusing.err.toString();
    assertTrue(said.contains("\"10.0.0.300\" is in " + folder + "/bad, line 3."), said);
  }

  @Test
  void allFormatsAreWrittenBesideWhatIsPrinted() throws IOException {
    assertEquals(0, scan("10.0.0.1 -oA DIR/report -oX DIR/own.xml -oN DIR/own.txt"));
    String printed = terminal.out.toString();
    assertTrue(printed.contains("22/tcp"), printed);
    assertEquals(printed, Files.readString(folder.resolve("report.txt")));
    assertEquals(printed, Files.readString(folder.resolve("own.txt")));
    assertTrue(Files.readString(folder.resolve("report.json")).contains("\"port\" : 22"));
    assertTrue(Files.readString(folder.resolve("report.csv")).startsWith("address,"));
    assertTrue(Files.readString(folder.resolve("report.xml")).contains("<nmaprun"));
    assertTrue(Files.readString(folder.resolve("own.xml")).contains("<nmaprun"));
    assertEquals(2, scan("10.0.0.1 -oA DIR/report"));
    assertEquals(0, scan("10.0.0.1 -oA DIR/report --force"));
  }

  @Test
  void whatWasFoundIsPrintedThoughItCannotBeWritten() {
    assertEquals(2, scan("10.0.0.1 -oN DIR/no/such/folder"));
    assertTrue(terminal.out.toString().contains("22/tcp"), terminal.out::toString);
    assertTrue(terminal.err.toString().contains("there is no folder"), terminal.err::toString);
  }

  @Test
  void noReportLeavesNoFile() {
    Terminal failing = new Terminal();
    failing.answers(new ToolOutcome.Failed(ToolOutcome.Fault.CRASHED, "m"));
    assertEquals(1, failing.run("scan", "10.0.0.1", "-oA", folder.resolve("gone") + ""));
    assertFalse(Files.exists(folder.resolve("gone.txt")));
  }

  @Test
  void moreIsShownWhenAskedFor() {
    terminal.run("scan", "10.0.0.1");
    assertFalse(terminal.out.toString().contains("Command line"), terminal.out::toString);
    Terminal talkative = new Terminal();
    talkative.answers(
        new ToolOutcome.Success(
            io.switchgear.tool.ToolOutput.of(
                "as text",
                Terminal.json(
                    """
                    {"scanner": "nmap 7.93", "argv": ["nmap", "-sT", "10.0.0.1"], "complete": true,
                     "hosts": [{"address": "10.0.0.1", "state": "up", "reason": "syn-ack",
                       "os": [{"name": "Linux 5", "accuracy": 98}],
                       "ports": [{"port": 22, "protocol": "tcp", "state": "open", "reason": "syn-ack",
                         "scripts": [{"id": "ssh-hostkey", "output": "one\\n\\u001b[31mtwo"}]}]}],
                     "statistics": {}}
                    """))));
    assertEquals(0, talkative.run("scan", "10.0.0.1", "-v"));
    String shown = talkative.out.toString();
    assertTrue(
        shown.endsWith(
            """

            10.0.0.1
              up (syn-ack)
              OS Linux 5 (98 %)
              22/tcp open (syn-ack)
                ssh-hostkey:
                  one
                  \uFFFD[31mtwo

            Command line: nmap -sT 10.0.0.1
            """),
        shown);
  }

  @Test
  void aListIsReadAsUtf8() throws IOException {
    Files.write(folder.resolve("names"), "bücher.lab.internal".getBytes(StandardCharsets.UTF_8));
    assertEquals(0, scan("-iL DIR/names"));
    assertEquals("{\"targets\":[\"bücher.lab.internal\"]}", terminal.lastArguments());
  }
}
