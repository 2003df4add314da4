package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageErrorsTest {

  private final Terminal terminal = new Terminal();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "braekers|there is no command 'braekers'; did you mean breakers?",
        "Scna|there is no command 'Scna'; did you mean scan?",
        "xyzzy|there is no command 'xyzzy'",
        "breakers opne|it is one of list, show, open, close, reset, hold-open, disable,"
            + " metrics-only, auto, not 'opne'; did you mean open?",
        "breakers holdopen nmap|did you mean hold-open?",
        "breakers --resaon x|there is no option '--resaon'; did you mean --reason?",
        "breakers open nmap --resaon=x|there is no option '--resaon'; did you mean --reason?",
        "breakers open nmap -x|there is no option '-x'",
        "scan --tol nmap 127.0.0.1|there is no option '--tol'; did you mean --tool?",
        "scan --tool nmpa 127.0.0.1|there is no tool 'nmpa'; the tools are: nmap, port_scan; did"
            + " you mean nmap?",
        "call portscan|did you mean port_scan?",
        "scan -o jsn 127.0.0.1|it is one of table, json, csv, xml, not 'jsn'; did you mean json?",
        "health -o tabel|did you mean table?",
        "stats --window 6m|it is one of 1m, 5m, 1h, all, not '6m'",
        "metrics exprot|did you mean export?",
        "config refrence|did you mean reference?",
        "audit verfy|did you mean verify?",
        "token nwe|it is one of new, not 'nwe'; did you mean new?",
        "tools nmap|'nmap' is one argument too many",
      })
  void aMistypedWordGetsASuggestion(String line, String sentence) {
    assertEquals(2, terminal.run(line.split(" ")));
    assertTrue(terminal.err.toString().contains(sentence), terminal.err::toString);
  }
}
