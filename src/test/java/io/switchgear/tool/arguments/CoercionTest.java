package io.switchgear.tool.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments as clients and models send them, against one schema; a new case is one line. */
class CoercionTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SCHEMA =
      """
      {'type': 'object', 'additionalProperties': false,
       'properties': {
        'n': {'type': 'integer', 'minimum': -10, 'maximum': 9007199254740993},
        'x': {'type': 'number'},
        'b': {'type': 'boolean'},
        's': {'type': 'string'},
        'ports': {'type': 'string', 'pattern': '^\\\\S+$', 'examples': ['22,80']},
        'mode': {'type': 'string', 'enum': ['quick', 'deep']},
        'twins': {'type': 'string', 'enum': ['a', 'A']},
        'bare': {'enum': ['on', 'off', 1]},
        'targets': {'type': 'array', 'minItems': 1,
                    'items': {'type': 'string', 'pattern': '^[^\\\\s,]+$'}},
        'flags': {'type': 'array', 'items': {'type': 'string', 'pattern': '^\\\\S+$'}},
        'texts': {'type': 'array', 'items': {'type': 'string'}},
        'ns': {'type': 'array', 'items': {'type': 'integer'}},
        'ids': {'type': 'array', 'items': {'$ref': '#/$defs/id'}},
        'o': {'type': 'object', 'required': ['k'],
              'properties': {'k': {'type': 'integer'}, 'l': {'type': 'array', 'items': {'type': 'boolean'}}}},
        'os': {'type': 'array', 'items': {'type': 'object', 'properties': {'k': {'type': 'integer'}}}},
        'map': {'type': 'object', 'additionalProperties': {'type': 'integer'}},
        'level': {'anyOf': [{'type': 'integer', 'maximum': 5}, {'type': 'string', 'enum': ['low', 'high']}]},
        'either': {'oneOf': [{'type': 'integer'}, {'type': 'boolean'}]},
        'maybe': {'type': ['integer', 'null']},
        'loose': {'type': ['string', 'integer']},
        'any': {},
        'wrapped': {'allOf': [{'$ref': '#/$defs/id'}]},
        'one': {'type': 'object', 'properties': {'a': {'type': 'integer'}, 'b': {'type': 'integer'}},
                'anyOf': [{'required': ['a']}, {'required': ['b']}]},
        'tree': {'$ref': '#/$defs/tree'}},
       '$defs': {
        'id': {'type': 'integer'},
        'tree': {'type': 'object', 'properties': {'n': {'type': 'integer'}, 'sub': {'$ref': '#/$defs/tree'}}}}}
      """;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "4",
          "4.0",
          "-0",
          "1e9",
          "true",
          "null",
          "22, 80",
          "22 -80",
          "a,b c",
          "[1,\"2\"]",
          "[[[1]]]",
          "{\"k\":\"1\"}",
          "[",
          "{\"",
          "quick",
          "\u0000",
          "\ud800",
          "9".repeat(400));

  private static final InputSchema READER = reader(SCHEMA);

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                    ¦ {}
          {'n':4}                               ¦ {'n':4}
          {'n':'4'}                             ¦ {'n':4}
          {'n':' 4 '}                           ¦ {'n':4}
          {'n':4.0}                             ¦ {'n':4}
          {'n':'4.0'}                           ¦ {'n':4}
          {'n':'4.000'}                         ¦ {'n':4}
          {'n':-0.0}                            ¦ {'n':0}
          {'n':'-7'}                            ¦ {'n':-7}
          {'n':1e3}                             ¦ {'n':1000}
          {'n':9007199254740992.0}              ¦ {'n':9007199254740992}
          {'n':'9007199254740993'}              ¦ {'n':9007199254740993}
          {'n':null}                            ¦ {}
          {'x':'0.5'}                           ¦ {'x':0.5}
          {'x':'3'}                             ¦ {'x':3}
          {'x':3}                               ¦ {'x':3}
          {'b':'true'}                          ¦ {'b':true}
          {'b':'false'}                         ¦ {'b':false}
          {'b':'True'}                          ¦ {'b':true}
          {'b':' FALSE '}                       ¦ {'b':false}
          {'b':null}                            ¦ {}
          {'s':5}                               ¦ {'s':'5'}
          {'s':5.0}                             ¦ {'s':'5'}
          {'s':' kept as it is '}               ¦ {'s':' kept as it is '}
          {'s':''}                              ¦ {'s':''}
          {'s':'null'}                          ¦ {'s':'null'}
          {'s':'[1]'}                           ¦ {'s':'[1]'}
          {'s':null}                            ¦ {}
          {'ports':22}                          ¦ {'ports':'22'}
          {'ports':22.0}                        ¦ {'ports':'22'}
          {'ports':' 22 '}                      ¦ {'ports':'22'}
          {'ports':'22, 80'}                    ¦ {'ports':'22,80'}
          {'ports':' 22 , 80 '}                 ¦ {'ports':'22,80'}
          {'ports':'22 80'}                     ¦ {'ports':'22,80'}
          {'ports':'22,\\n80\\t443'}            ¦ {'ports':'22,80,443'}
          {'ports':'22\\n'}                     ¦ {'ports':'22'}
          {'ports':'22\\r\\n'}                  ¦ {'ports':'22'}
          {'ports':'8000 - 8100'}               ¦ {'ports':'8000-8100'}
          {'ports':'T: 22, U: 53'}              ¦ {'ports':'T:22,U:53'}
          {'ports':'top: 20'}                   ¦ {'ports':'top:20'}
          {'ports':[22,80]}                     ¦ {'ports':'22,80'}
          {'ports':['22',80.0,'8000-8100']}     ¦ {'ports':'22,80,8000-8100'}
          {'mode':'Quick'}                      ¦ {'mode':'quick'}
          {'mode':' DEEP '}                     ¦ {'mode':'deep'}
          {'twins':'A'}                         ¦ {'twins':'A'}
          {'bare':'On'}                         ¦ {'bare':'on'}
          {'bare':1}                            ¦ {'bare':1}
          {'targets':'10.0.0.1'}                ¦ {'targets':['10.0.0.1']}
          {'targets':' 10.0.0.1 '}              ¦ {'targets':['10.0.0.1']}
          {'targets':'10.0.0.1\\n'}             ¦ {'targets':['10.0.0.1']}
          {'targets':['10.0.0.1\\r\\n']}        ¦ {'targets':['10.0.0.1']}
          {'targets':'10.0.0.1,10.0.0.2'}       ¦ {'targets':['10.0.0.1','10.0.0.2']}
          {'targets':'10.0.0.1, 10.0.0.2 fd00::1'} ¦ {'targets':['10.0.0.1','10.0.0.2','fd00::1']}
          {'targets':'["10.0.0.1"]'}            ¦ {'targets':['10.0.0.1']}
          {'targets':' ["10.0.0.1", "b"] '}     ¦ {'targets':['10.0.0.1','b']}
          {'targets':['10.0.0.1,10.0.0.2']}     ¦ {'targets':['10.0.0.1','10.0.0.2']}
          {'targets':['a',' b ','c d']}         ¦ {'targets':['a','b','c','d']}
          {'targets':10}                        ¦ {'targets':['10']}
          {'targets':null}                      ¦ {}
          {'flags':'--max-retries 2'}           ¦ {'flags':['--max-retries','2']}
          {'flags':['--exclude-ports 22,80']}   ¦ {'flags':['--exclude-ports','22,80']}
          {'texts':'one, two'}                  ¦ {'texts':['one, two']}
          {'texts':'[x] y'}                     ¦ {'texts':['[x] y']}
          {'texts':[1,'b']}                     ¦ {'texts':['1','b']}
          {'ns':4}                              ¦ {'ns':[4]}
          {'ns':'4'}                            ¦ {'ns':[4]}
          {'ns':['1',2.0,3]}                    ¦ {'ns':[1,2,3]}
          {'ns':'[1,2]'}                        ¦ {'ns':[1,2]}
          {'ids':'["1"]'}                       ¦ {'ids':[1]}
          {'o':{'k':'1','l':'true'}}            ¦ {'o':{'k':1,'l':[true]}}
          {'o':'{"k":"1","l":null}'}            ¦ {'o':{'k':1}}
          {'os':{'k':'1'}}                      ¦ {'os':[{'k':1}]}
          {'map':{'a':'1','b':2.0}}             ¦ {'map':{'a':1,'b':2}}
          {'level':'3'}                         ¦ {'level':3}
          {'level':'High'}                      ¦ {'level':'high'}
          {'level':3.0}                         ¦ {'level':3}
          {'level':null}                        ¦ {}
          {'either':'true'}                     ¦ {'either':true}
          {'either':'7'}                        ¦ {'either':7}
          {'wrapped':'7'}                       ¦ {'wrapped':7}
          {'one':{'a':'1','b':null}}            ¦ {'one':{'a':1}}
          {'maybe':null}                        ¦ {'maybe':null}
          {'maybe':'4'}                         ¦ {'maybe':4}
          {'loose':'4'}                         ¦ {'loose':'4'}
          {'any':null}                          ¦ {'any':null}
          {'any':' x '}                         ¦ {'any':' x '}
          {'tree':{'sub':{'sub':{'n':'1'}}}}    ¦ {'tree':{'sub':{'sub':{'n':1}}}}
          """)
  void whatCanMeanOneThingIsRead(String sent, String read) {
    Reading.Valid valid =
        assertInstanceOf(Reading.Valid.class, READER.read(json(sent)), () -> told(READER, sent));
    assertEquals(json(read), valid.arguments());
    assertEquals(json(sent).equals(json(read)), valid.changed().isEmpty(), valid::toString);
    assertEquals(valid.arguments(), again(valid).arguments(), "reading twice changes nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {'n':'4.5'}                     ¦ n: "4.5" does not fit; it must be a whole number from -10
          {'n':4.5}                       ¦ n: 4.5 does not fit
          {'n':'four'}                    ¦ n: "four"
          {'n':''}                        ¦ n: ""
          {'n':'04'}                      ¦ n: "04"
          {'n':'+4'}                      ¦ n: "+4"
          {'n':'0x10'}                    ¦ n: "0x10"
          {'n':'1e3'}                     ¦ n: "1e3"
          {'n':'4,0'}                     ¦ n: "4,0"
          {'n':'٤'}                       ¦ n: "٤"
          {'n':'null'}                    ¦ n: "null"
          {'n':true}                      ¦ n: true
          {'n':[4]}                       ¦ n: [4]
          {'n':{}}                        ¦ n: {}
          {'n':1e400}                     ¦ n:
          {'n':9007199254740994.0}        ¦ n:
          {'n':'-11'}                     ¦ n: "-11" does not fit; it must be a whole number from -10 to 9007199254740993, such as
          {'x':'1,5'}                     ¦ x: "1,5" does not fit; it must be a number
          {'x':'NaN'}                     ¦ x: "NaN"
          {'x':'0.12345678901234567890123'} ¦ x: "0.12345678901234567890123"
          {'b':'yes'}                     ¦ b: "yes" does not fit; it must be true or false, such as true
          {'b':1}                         ¦ b: 1
          {'b':'1'}                       ¦ b: "1"
          {'b':''}                        ¦ b: ""
          {'b':[true]}                    ¦ b: [true]
          {'s':4.5}                       ¦ s: 4.5 does not fit; it must be text
          {'s':true}                      ¦ s: true
          {'s':['a']}                     ¦ s: ["a"]
          {'s':{}}                        ¦ s: {}
          {'ports':22.5}                  ¦ ports: 22.5
          {'ports':''}                    ¦ ports: "" does not fit; it must be text of at least one character, without spaces, such as "22,80"
          {'ports':'22 -80'}              ¦ ports: "22 -80"
          {'ports':['T:22','80']}         ¦ ports: ["T:22","80"]
          {'ports':[]}                    ¦ ports: []
          {'mode':'quickly'}              ¦ mode: "quickly" does not fit; it must be one of quick, deep, such as "quick"
          {'mode':''}                     ¦ mode: ""
          {'mode':['quick']}              ¦ mode: ["quick"]
          {'twins':' a'}                  ¦ twins: " a"
          {'targets':[]}                  ¦ targets: [] does not fit; it must be a list of at least 1 texts
          {'targets':''}                  ¦ targets[0]: ""
          {'targets':['']}                ¦ targets[0]: ""
          {'targets':[null]}              ¦ targets[0]: null
          {'targets':['a',['b']]}         ¦ targets[1]: ["b"]
          {'targets':{'a':'b'}}           ¦ targets[0]: {"a":"b"}
          {'targets':'["a"'}              ¦ targets: "[\\"a\\"" does not fit; it must be a list
          {'targets':'["a"] x'}           ¦ targets: "[\\"a\\"] x"
          {'texts':'["a",]'}              ¦ texts: "[\\"a\\",]"
          {'os':'{"k":1'}                 ¦ os: "{\\"k\\":1"
          {'ns':'1,2'}                    ¦ ns[0]: "1,2"
          {'o':{}}                        ¦ o.k: it is missing, such as 1
          {'o':{'k':null}}                ¦ o.k: null
          {'o':'{"k":1,"k":2}'}           ¦ o: "{
          {'map':{'a':null}}              ¦ map.a: null
          {'one':{'a':null}}              ¦ one.a: it is missing
          {'either':'x'}                  ¦ it must be a whole number, or true or false
          {'level':'fast'}                ¦ level: "fast" does not fit; it must be a whole number of at most 5, or one of low, high
          {'N':4}                         ¦ N: there is no such argument; allowed are n, x
          {'nope':null}                   ¦ nope: there is no such argument
          """)
  void whatIsLossyOrAmbiguousIsRefusedAsItWasSent(String sent, String told) {
    String message = told(READER, sent);
    assertTrue(message.contains(told), message);
    assertTrue(message.contains("tool 'sample'"), message);
  }

  /** A required argument is never treated as absent. */
  @Test
  void nullForWhatIsRequiredIsRefused() {
    InputSchema reader =
        reader(
            "{'type':'object','required':['t'],'properties':{'t':{'type':'array','items':{'type':"
                + "'string'}}},'examples':[{'t':['10.0.0.1']}]}");
    String message = told(reader, "{'t':null}");
    assertTrue(
        message.contains(
            "t: null does not fit; it must be a list of texts, such as [\"10.0.0.1\"]"),
        message);
    assertTrue(told(reader, "{}").contains("t: it is missing, such as [\"10.0.0.1\"]"), message);
  }

  @Test
  void whatIsQuotedIsBoundedAndClean() {
    String message = told(READER, "{'n':'" + "\\u001b[2J\\u202e".repeat(5_000) + "'}");
    assertTrue(message.length() < 500, message);
    assertTrue(message.chars().noneMatch(c -> c < ' ' || c == 0x202E), message);
  }

  @Test
  void theDocumentThatWasSentIsNotTouched() {
    ObjectNode sent = json("{'n':'4','o':{'k':'1','l':null},'targets':'a b'}");
    ObjectNode copy = sent.deepCopy();
    READER.read(sent);
    assertEquals(copy, sent);
  }

  /**
   * A schema with branches and recursion could double the work with every level of the document.
   */
  @Test
  void aSchemaThatBranchesAndRecursEnds() {
    InputSchema reader =
        reader(
            "{'type':'object','properties':{'t':{'$ref':'#/$defs/t'}},'$defs':{'t':{'anyOf':["
                + "{'type':'object','properties':{'a':{'$ref':'#/$defs/t'}}},"
                + "{'type':'array','items':{'$ref':'#/$defs/t'}}]}}}");
    String deep = "{'a':".repeat(40) + "1" + "}".repeat(40);
    assertInstanceOf(Reading.class, reader.read(json("{'t':" + deep + "}")));
  }

  /** Any input is either valid, and then reads as itself, or is refused with a bounded sentence. */
  @Test
  void nothingThatIsSentBreaksTheReading() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> names = new ArrayList<>();
    json(SCHEMA).path("properties").fieldNames().forEachRemaining(names::add);
    for (int round = 0; round < 5_000; round++) {
      ObjectNode sent = JSON.createObjectNode();
      for (int i = random.nextInt(4); i >= 0; i--) {
        sent.set(names.get(random.nextInt(names.size())), anything(random, 4));
      }
      switch (READER.read(sent)) {
        case Reading.Valid valid -> again(valid);
        case Reading.Invalid invalid ->
            assertTrue(invalid.message().length() < 4_000, seed + ": " + invalid.message());
      }
    }
  }

  private static JsonNode anything(Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> nodes.numberNode(random.nextInt(20) - 10);
      case 3 -> nodes.numberNode(random.nextBoolean() ? 1e300 * random.nextInt(3) : 0.5);
      case 4 -> nodes.numberNode(new BigDecimal("1e" + (random.nextInt(2_000) - 1_000)));
      case 5, 6 -> nodes.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
      case 7 -> {
        ArrayNode array = nodes.arrayNode();
        IntStream.range(0, random.nextInt(4)).forEach(i -> array.add(anything(random, depth - 1)));
        yield array;
      }
      default -> {
        ObjectNode object = nodes.objectNode();
        for (String name : List.of("k", "l", "n", "sub", "a")) {
          if (random.nextInt(3) == 0) {
            object.set(name, anything(random, depth - 1));
          }
        }
        yield object;
      }
    };
  }

  private static Reading.Valid again(Reading.Valid valid) {
    Reading.Valid twice = assertInstanceOf(Reading.Valid.class, READER.read(valid.arguments()));
    assertTrue(twice.changed().isEmpty(), twice::toString);
    return twice;
  }

  private static String told(InputSchema reader, String sent) {
    Reading reading = reader.read(json(sent));
    return assertInstanceOf(Reading.Invalid.class, reading, reading::toString).message();
  }

  private static InputSchema reader(String schema) {
    return InputSchema.of(
        new ToolDescriptor(
            "sample",
            "Sample",
            "",
            json(schema),
            Optional.empty(),
            new Hints(true, false, true, true)));
  }

  /** Single quotes stand for double ones, except within single-quoted JSON text. */
  private static ObjectNode json(String text) {
    try {
      JsonNode plain = JSON.readTree(swapped(text));
      return (ObjectNode) plain;
    } catch (JsonProcessingException bad) {
      throw new AssertionError(text, bad);
    }
  }

  /** Single quotes become double quotes; double quotes inside texts are escaped. */
  private static String swapped(String text) {
    return text.replace("\"", "\\\"").replace('\'', '"');
  }
}
