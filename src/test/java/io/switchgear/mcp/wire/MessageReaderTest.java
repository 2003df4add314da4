package io.switchgear.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.TestClient;
import io.switchgear.mcp.wire.ClientMessage.Malformed;
import io.switchgear.mcp.wire.ClientMessage.Notification;
import io.switchgear.mcp.wire.ClientMessage.Request;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

  private static Malformed malformed(String body) {
    return assertInstanceOf(Malformed.class, MessageReader.read(TestClient.bytes(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "nonsense", "{} {}", "{'id':1,'id':1}", "\u0000", "{'a':01}"})
  void unreadableJsonIsAParseErrorWithoutId(String body) {
    Malformed malformed = malformed(body);
    assertEquals(ErrorCode.PARSE_ERROR, malformed.refusal().code());
    assertEquals(Optional.empty(), malformed.id());
  }

  /** The parser names its own classes and switches, which no client knows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "nonsense",
        "{'id':NaN}",
        "{'id':+1}",
        "{/*x*/'id':1}",
        "{} {}",
        "{'id':1,'id':1}",
        "{'id':7,'params':{'a':1,'a':2}}"
      })
  void unreadableJsonIsToldByItsPlace(String body) {
    String message = malformed(body).refusal().message();
    assertTrue(
        message.matches("Parse error: the body [a-zA-Z ]* \\(line 1, column \\d+\\); send one .*"),
        message);
  }

  /** On a pipe an error without an id is the answer to nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':7,'params':{'a':1,'a':2}}",
        "{'params':{'a':[1,2]},'id':7,'a':1,'a':2}",
        "{'id':7} {}",
        "{'id':7,'params':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1"
      })
  void whatIsBeyondTheBoundsIsAnsweredUnderItsId(String body) {
    Malformed malformed = malformed(body);
    assertEquals(ErrorCode.PARSE_ERROR, malformed.refusal().code());
    assertEquals(Optional.of("7"), malformed.id().map(JsonNode::asText));
  }

  @Test
  void brokenUtf8IsAParseError() {
    byte[] body = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'};
    Malformed malformed = assertInstanceOf(Malformed.class, MessageReader.read(body));
    assertEquals(ErrorCode.PARSE_ERROR, malformed.refusal().code());
  }

  @Test
  void deepNestingIsAParseErrorNotAStackOverflow() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    Malformed malformed = malformed("{'jsonrpc':'2.0','id':1,'method':'x','params':{'a':" + deep);
    assertEquals(ErrorCode.PARSE_ERROR, malformed.refusal().code());
    assertTrue(malformed.refusal().message().contains("64 levels"));
  }

  @Test
  void longNumbersAreAParseError() {
    String number = "9".repeat(101);
    assertEquals(ErrorCode.PARSE_ERROR, malformed("{'id':" + number + "}").refusal().code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|",
        "'text'|",
        "null|",
        "{'jsonrpc':'2.0','id':null,'method':'x'}|",
        "{'jsonrpc':'2.0','id':1.5,'method':'x'}|",
        "{'jsonrpc':'2.0','id':true,'method':'x'}|",
        "{'jsonrpc':'2.0','id':{},'method':'x'}|",
        "{'jsonrpc':'1.0','id':3,'method':'x'}|3",
        "{'jsonrpc':2.0,'id':3,'method':'x'}|3",
        "{'id':3,'method':'x'}|3",
        "{'jsonrpc':'2.0','id':3}|3",
        "{'jsonrpc':'2.0','id':3,'method':5}|3",
        "{'jsonrpc':'2.0','id':3,'method':'x','params':[]}|3",
        "{'jsonrpc':'2.0','id':3.0,'method':'x','params':5}|3.0",
        "{'jsonrpc':'2.0','id':1e400,'method':'x'}|",
        "{'jsonrpc':'2.0','id':-0.5,'method':'x'}|",
        "{'jsonrpc':'2.0','id':[1],'method':'x'}|",
        "{'jsonrpc':'2.0','id':3,'result':{},'error':{}}|3",
        "{'jsonrpc':'2.0','result':{}}|"
      },
      quoteCharacter = '~')
  void notAMessageIsAnInvalidRequestWithTheIdWhereThereIsOne(String body, String id) {
    Malformed malformed = malformed(body);
    assertEquals(ErrorCode.INVALID_REQUEST, malformed.refusal().code());
    assertEquals(Optional.ofNullable(id), malformed.id().map(Object::toString));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "-1", "'x'", "''", "123456789012345678901234567890", "'\\ud800'", "1.0"})
  void idsAreKeptAsTheyCame(String id) {
    String json = id.replace('\'', '"');
    Request request =
        assertInstanceOf(
            Request.class,
            MessageReader.read(
                TestClient.bytes("{'jsonrpc':'2.0','id':" + json + ",'method':'x'}")));
    byte[] error =
        MessageWriter.error(
            Optional.of(request.id()), Refusal.badRequest(ErrorCode.INVALID_REQUEST, "no"));
    assertTrue(
        new String(error, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .contains("\"id\":" + json + ","));
  }

  @ParameterizedTest
  @CsvSource({
    "41, 41.0, true",
    "41.0, 41, true",
    "1e2, 100, true",
    "1.0E+2, 1e2, true",
    "0, -0.0, true",
    "123456789012345678901234567890, 123456789012345678901234567890, true",
    "41, '\"41\"', false",
    "'\"41\"', '\"41\"', true",
    "'\"41\"', '\"41.0\"', false",
    "41, 42, false",
    "41, 41.5, false",
    "41, null, false"
  })
  void aCancellationNamesItsRequestByTheValueOfTheId(String id, String named, boolean same) {
    Request request =
        assertInstanceOf(
            Request.class,
            MessageReader.read(TestClient.bytes(json("'id':" + id + ",'method':'x'"))));
    Notification cancel =
        assertInstanceOf(
            Notification.class,
            MessageReader.read(
                TestClient.bytes(
                    json(
                        "'method':'notifications/cancelled','params':{'requestId':"
                            + named
                            + "}"))));
    assertEquals(same, cancel.cancelled().equals(Optional.of(RequestId.of(request.id()))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'id':1,", ""})
  void noParametersMayBeWrittenAsNull(String id) {
    ClientMessage message =
        MessageReader.read(TestClient.bytes(json(id + "'method':'x','params':null")));
    ObjectNode params =
        switch (message) {
          case Request request -> request.params();
          case Notification notification -> notification.params();
          case ClientMessage other -> throw new AssertionError(other.toString());
        };
    assertTrue(params.isEmpty());
  }

  private static String json(String fields) {
    return "{'jsonrpc':'2.0'," + fields + "}";
  }

  @Test
  void aBatchHasABound() {
    String many = "[" + "{'jsonrpc':'2.0','method':'x'},".repeat(100);
    assertEquals(
        ErrorCode.INVALID_REQUEST,
        malformed(many + "{'jsonrpc':'2.0','method':'x'}]").refusal().code());
  }
}
