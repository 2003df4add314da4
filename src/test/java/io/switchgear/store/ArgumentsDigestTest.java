package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsDigestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':1,'b':2}              | {'b':2, 'a':1}",
        "{'a':{'y':1,'x':[{}]}}     | {'a':{'x':[{ }],'y':1}}",
        "{'a':1}                    | {'a':1.0}",
        "{'a':1}                    | {'a':10e-1}",
        "{'a':100}                  | {'a':1E+2}",
        "{'a':0}                    | {'a':-0.0}",
        "{'a':0}                    | {'a':0e7}",
        "{'a':0.5}                  | {'a':5e-1}",
        "{'a':-2.50}                | {'a':-25e-1}",
        "{'a':12345678901234567890} | {'a':12345678901234567890}",
        "{'a':'\\u00e9'}            | {'a':'é'}",
        "{'a':'\\u002f'}            | {'a':'\\/'}",
        "{'a':'\\ud83d\\ude00'}     | {'a':'😀'}",
        "{'a':1e999999999}          | {'a':1e999999999}",
      })
  void sameMeaningSameDigest(String one, String other) {
    assertEquals(digest(one), digest(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':[1,2]}            | {'a':[2,1]}",
        "{'a':1}                | {'a':'1'}",
        "{'a':1}                | {'a':-1}",
        "{'a':10}               | {'a':1}",
        "{'a':null}             | {}",
        "{'a':null}             | {'a':'null'}",
        "{'a':true}             | {'a':'true'}",
        "{'a':[]}               | {'a':{}}",
        "{'a':[[1],2]}          | {'a':[1,[2]]}",
        "{'a':'b','c':'d'}      | {'a':'b\\',\\'c\\':\\'d'}",
        "{'a':9007199254740993} | {'a':9007199254740992}",
        "{'a':'A'}              | {'a':'a'}",
        "{'a':'\\ud800'}        | {'a':'\\ud801'}",
        "{'a':'\\ud800'}        | {'a':'?'}",
        "{'a':'\\ud800'}        | {'a':'\\\\ud800'}",
        "{'a':'\\udc00\\ud800'} | {'a':'\\ud800\\udc00'}",
        "{'a':'é'}              | {'a':'e\\u0301'}",
        "{'a':' '}              | {'a':'\\t'}",
      })
  void otherMeaningOtherDigest(String one, String other) {
    assertNotEquals(digest(one), digest(other));
  }

  @Test
  void isSha256OfTheCanonicalForm() throws Exception {
    String canonical =
        "[\"nmap\",{\"a\":[],\"b\":{},\"c\":[1e2,-25e-1,0,true,null],\"é\":\"\\n\\u001f\"}]";
    String expected =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(canonical.getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        expected, digest("{'é':'\\n\\u001f','c':[100,-2.5,0.0,true,null],'b':{},'a':[]}").hex());
  }

  @Test
  void exactAndBinaryDecimalsMeet() throws Exception {
    String text = "{\"a\":0.1,\"b\":1e23,\"c\":7.0}";
    ObjectNode exact =
        (ObjectNode)
            new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(text);
    assertEquals(ArgumentsDigest.of("t", Json.of(text)), ArgumentsDigest.of("t", exact));
  }

  @Test
  void theToolIsPartOfIt() {
    assertNotEquals(ArgumentsDigest.of("a", Json.of("{}")), ArgumentsDigest.of("b", Json.of("{}")));
  }

  @Test
  void aHugeExponentCostsNoMemory() throws Exception {
    ObjectNode huge =
        (ObjectNode)
            new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree("{\"a\":1e999999999}");
    assertEquals(64, ArgumentsDigest.of("t", huge).hex().length());
  }

  @Test
  void whatIsNotJsonIsRefused() {
    ObjectNode pojo = JsonNodeFactory.instance.objectNode();
    pojo.putPOJO("a", new Object());
    assertThrows(IllegalArgumentException.class, () -> ArgumentsDigest.of("t", pojo));
    assertThrows(IllegalArgumentException.class, () -> new ArgumentsDigest("ABC"));
  }

  private static ArgumentsDigest digest(String json) {
    return ArgumentsDigest.of("nmap", Json.of(json.replace("\\'", "\\u0022").replace('\'', '"')));
  }
}
