package io.switchgear;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import io.switchgear.cluster.feed.FeedMessages;
import io.switchgear.cluster.remote.RemoteMessages;
import io.switchgear.cluster.report.ReportMessages;
import io.switchgear.mcp.relay.RelayMessages;
import io.switchgear.scan.run.JobMessages;
import io.switchgear.tool.Caller;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.DataJson;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Data that nodes send to each other and that stores keep, in the table of {@link
 * SerializationSamples}: through Pekko's Jackson CBOR and back, from the bytes of each earlier
 * version, with fields that a later version added, and without fields that may be absent.
 *
 * <p>Golden bytes are never changed, only added. To make those of a new sample, run this test: it
 * fails, and writes them to {@code target/golden}.
 */
class SerializationTest {

  private static final ActorSystem<Void> SYSTEM =
      ActorSystem.create(
          Behaviors.empty(),
          "serialization",
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private static final Serialization SERIALIZATION = SerializationExtension.get(SYSTEM);
  private static final ObjectMapper CBOR = new CBORMapper();
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path MADE = Path.of("target/golden");

  /** Trees and maps of the caller's own keys, which have no fields that a version could add. */
  private static final Set<String> TREES =
      Set.of(
          "arguments",
          "structured",
          "state",
          "schema",
          "answers",
          "names",
          "given",
          "earlier",
          "orders",
          "params");

  private static final Set<String> MAPS_OF_RECORDS = Set.of("asked", "tools");

  @AfterAll
  static void end() {
    SYSTEM.terminate();
  }

  private static byte[] bytes(Object data) {
    assertInstanceOf(JacksonCborSerializer.class, SERIALIZATION.findSerializerFor(data));
    return SERIALIZATION.serialize(data).get();
  }

  private static Object read(byte[] bytes, Object like) {
    int id = SERIALIZATION.findSerializerFor(like).identifier();
    String manifest = Serializers.manifestFor(SERIALIZATION.findSerializerFor(like), like);
    return SERIALIZATION.deserialize(bytes, id, manifest).get();
  }

  private static Stream<DynamicTest> each(Check check) {
    Map<String, Object> all = new LinkedHashMap<>(SerializationSamples.all());
    all.putAll(JobMessages.all(SYSTEM));
    all.putAll(FeedMessages.all(SYSTEM));
    all.putAll(RemoteMessages.all(SYSTEM));
    all.putAll(ReportMessages.all(SYSTEM));
    all.putAll(RelayMessages.all(SYSTEM));
    return each(all, check);
  }

  private static Stream<DynamicTest> each(Map<String, Object> samples, Check check) {
    return samples.entrySet().stream()
        .map(
            sample ->
                dynamicTest(sample.getKey(), () -> check.of(sample.getKey(), sample.getValue())));
  }

  @FunctionalInterface
  private interface Check {
    void of(String name, Object sample) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> whatIsWrittenIsReadAsItWas() {
    return each((name, sample) -> assertEquals(sample, read(bytes(sample), sample)));
  }

  @TestFactory
  Stream<DynamicTest> goldenBytesAreRead() {
    return each(
        (name, sample) -> {
          Path golden = GOLDEN.resolve(name + ".cbor");
          if (!Files.exists(golden)) {
            Files.createDirectories(MADE);
            Files.write(MADE.resolve(name + ".cbor"), bytes(sample));
            Files.writeString(
                MADE.resolve(name + ".json"), CBOR.readTree(bytes(sample)).toPrettyString() + "\n");
          }
          assertTrue(Files.exists(golden), "copy " + name + ".* from " + MADE + " to " + GOLDEN);
          assertEquals(sample, read(Files.readAllBytes(golden), sample));
        });
  }

  /** The dumps are for people; they must show the bytes that stand beside them. */
  @TestFactory
  Stream<DynamicTest> theDumpShowsTheGoldenBytes() {
    return each(
        (name, sample) ->
            assertEquals(
                new ObjectMapper().readTree(GOLDEN.resolve(name + ".json").toFile()).toString(),
                CBOR.readTree(GOLDEN.resolve(name + ".cbor").toFile()).toString()));
  }

  @TestFactory
  Stream<DynamicTest> fieldsOfALaterVersionAreSkipped() {
    return each(
        (name, sample) -> {
          JsonNode tree = CBOR.readTree(bytes(sample));
          extend(tree, false);
          assertEquals(sample, read(CBOR.writeValueAsBytes(tree), sample));
        });
  }

  private static void extend(JsonNode node, boolean map) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!TREES.contains(field.getKey())) {
        extend(field.getValue(), MAPS_OF_RECORDS.contains(field.getKey()));
      }
    }
    if (node.isArray()) {
      node.forEach(item -> extend(item, false));
    }
    if (node instanceof ObjectNode object && !map) {
      object.putObject("added_later").put("and", true).putArray("more").add(1);
    }
  }

  @TestFactory
  Stream<DynamicTest> absentOptionalFieldsAreEmpty() {
    return each(
        (name, sample) -> {
          JsonNode tree = CBOR.readTree(bytes(sample));
          thin(tree);
          assertEquals(sample, read(CBOR.writeValueAsBytes(tree), sample));
        });
  }

  private static void thin(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> empty =
          object.properties().stream()
              .filter(field -> field.getValue().isNull() || isEmptyList(field.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      object.remove(empty);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!TREES.contains(field.getKey())) {
        thin(field.getValue());
      }
    }
    if (node.isArray()) {
      node.forEach(SerializationTest::thin);
    }
  }

  private static boolean isEmptyList(JsonNode value) {
    return value.isArray() && value.isEmpty();
  }

  /** Stores keep the same form as text; messages of actors are not stored. */
  @TestFactory
  Stream<DynamicTest> theFormInStoresIsTheSame() {
    return each(
        SerializationSamples.all(),
        (name, sample) -> {
          if (sample instanceof CborSerializable data) {
            ObjectNode json = DataJson.write(data);
            assertEquals(CBOR.readTree(bytes(sample)).toString(), json.toString());
            ObjectNode text = (ObjectNode) new ObjectMapper().readTree(json.toString());
            assertEquals(sample, DataJson.read(text, data.getClass()));
          }
        });
  }

  /** A message without a sample would have no golden bytes. */
  @Test
  void everyMessageOfJobsHasASample() {
    assertSampled(JobMessages.remote(), JobMessages.all(SYSTEM));
  }

  @Test
  void everyMessageOfCallsHasASample() {
    assertSampled(RemoteMessages.remote(), RemoteMessages.all(SYSTEM));
  }

  @Test
  void everyMessageOfForwardedRequestsHasASample() {
    assertSampled(RelayMessages.remote(), RelayMessages.all(SYSTEM));
  }

  private static void assertSampled(List<Class<?>> messages, Map<String, Object> samples) {
    Set<Class<?>> sampled = samples.values().stream().map(Object::getClass).collect(toSet());
    for (Class<?> message : messages) {
      assertTrue(sampled.contains(message), message + " has no sample");
    }
  }

  /** JSON can spell half of a character, which UTF-8 cannot. Lengths choose Jackson's encoders. */
  @TestFactory
  Stream<DynamicTest> halfOfACharacterIsReplaced() {
    Stream<String> halves = Stream.of("\ud800", "\udc00", "\ud800\ud800", "\udc00\ud800");
    return halves.flatMap(
        half ->
            IntStream.of(0, 1, 20, 100, 300, 5_000, 70_000)
                .boxed()
                .flatMap(length -> replaced(half, "a".repeat(length), "b")));
  }

  private static Stream<DynamicTest> replaced(String half, String before, String after) {
    String good = "\ufffd".repeat(half.length());
    return Stream.of(before + "%s", before + "%s" + after)
        .map(
            text ->
                dynamicTest(
                    half.length() + " at " + before.length() + " of " + text.length(),
                    () -> {
                      ToolCall call = saying(text.formatted(half));
                      assertEquals(saying(text.formatted(good)), read(bytes(call), call));
                      ToolOutcome found = new Success(ToolOutput.text(text.formatted(half)));
                      assertEquals(
                          new Success(ToolOutput.text(text.formatted(good))),
                          read(bytes(found), found));
                    }));
  }

  /** A call with that text as a value, as a name and in a list. */
  private static ToolCall saying(String text) {
    ObjectNode arguments = new ObjectMapper().createObjectNode();
    arguments.put("text", text).put(text, 1).putArray("targets").add(text);
    return new ToolCall("1", "echo", arguments, Caller.LOCAL);
  }

  @Test
  void aLongTextIsRead() {
    ToolOutcome found = new Success(ToolOutput.text("a".repeat(25_000_000)));
    assertTrue(found.equals(read(bytes(found), found)));
  }

  @Test
  void javaSerializationIsOff() {
    assertEquals(
        false, SYSTEM.settings().config().getBoolean("pekko.actor.allow-java-serialization"));
    assertTrue(SERIALIZATION.serialize(new java.util.BitSet()).isFailure());
  }
}
