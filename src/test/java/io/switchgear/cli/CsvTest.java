package io.switchgear.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void cellsAreQuotedWhereTheyNeedIt() {
    assertEquals(
        "a,b_c\r\n\"x, \"\"y\"\"\",1\r\n,\r\n",
        Csv.of(
            List.of(
                Terminal.json("{\"a\": \"x, \\\"y\\\"\", \"b\": {\"c\": 1}}"),
                Terminal.json("{\"a\": null}")),
            "/a",
            "/b/c"));
  }

  @Test
  void aRecordIsALineAndSteersNoTerminal() {
    assertEquals(
        "a\r\none two \uFFFD[31mred\uFFFD\r\n",
        Csv.of(List.of(Terminal.json("{\"a\": \"one\\r\\n\\ttwo \\u001b[31mred\\u0000\"}")), "/a"));
  }

  @Test
  void numbersAreForProgramsAndListsForPeople() {
    assertEquals(
        "n,m,l,t\r\n0.00001,120,a b,true\r\n",
        Csv.of(
            List.of(
                Terminal.json("{\"n\": 1.0E-5, \"m\": 120.0, \"l\": [\"a\", \"b\"], \"t\": true}")),
            "/n",
            "/m",
            "/l",
            "/t"));
  }

  @Test
  void textIsNoFormulaAndNumbersStayNumbers() {
    assertEquals(
        "'=n,a,l,m\r\n'=1+1,-5,'-5 b,-0.5\r\n",
        Csv.of(
            List.of(
                Terminal.json("{\"=n\": \"=1+1\", \"a\": -5, \"l\": [-5, \"b\"], \"m\": -0.5}")),
            "/=n",
            "/a",
            "/l",
            "/m"));
  }

  @Test
  void longTextIsNotCut() {
    String text = "x".repeat(5000);
    assertEquals(
        "a\r\n" + text + "\r\n",
        Csv.of(List.of(McpClient.JSON.createObjectNode().put("a", text)), "/a"));
  }
}
