package io.switchgear.front.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.AccessSettings;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.testing.Await;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many small message parts in one read. The parser recurses for each message, so many messages in
 * one read would overflow its stack.
 */
@Timeout(120)
class PipelineTest {

  private static final int[] READS = {1, 100, 65_536};
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+)");

  /** A head without its last lines; {@code /} is replaced by the number of the request. */
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";

  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private static ActorSystem<Void> system;

  /**
   * A repeated input.
   *
   * @param bytes the length of each request body
   */
  private record Row(String name, String message, int times, int bytes) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("requests", GET + "\r\n", 2_000, 0),
          new Row("requests with bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 2_000, 0),
          new Row(
              "requests of HTTP/1.0",
              "GET http://a/ HTTP/1.0\nConnection: keep-alive\n\n",
              1_000,
              0),
          new Row("tiny bodies", POST + "Content-Length: 1\r\n\r\nx", 1_500, 1),
          new Row(
              "bodies of line feeds",
              POST + "Content-Length: 99\r\n\r\n" + "\n".repeat(99),
              200,
              99),
          new Row("empty chunked bodies", CHUNKED + "0\r\n\r\n", 1_500, 0),
          new Row(
              "chunks of one byte", CHUNKED + "1\r\nx\r\n".repeat(2_000) + "0\r\n\r\n", 2, 2_000),
          new Row("chunks of line feeds", CHUNKED + "2\n\n\n\n".repeat(1_000) + "0\n\n", 2, 2_000),
          new Row(
              "chunk extensions",
              CHUNKED + ("1;" + "e".repeat(200) + "\r\nx\r\n").repeat(200) + "0;e\r\n\r\n",
              4,
              200),
          new Row("trailers", CHUNKED + "0\r\n" + "T: t\r\n".repeat(30) + "\r\n", 100, 0),
          new Row("header lines", GET + "X: y\r\n".repeat(60) + "\r\n", 100, 0),
          new Row("folded header lines", GET + "X: y" + "\r\n y".repeat(1_500) + "\r\n\r\n", 5, 0),
          new Row("a long header line", GET + "X: " + "y".repeat(8_000) + "\r\n\r\n", 5, 0),
          new Row("many steps", GET.replace("/ H", "/".repeat(2_000) + " H") + "\r\n", 10, 0),
          new Row(
              "many parameters",
              GET.replace("/ H", "/?" + "a&".repeat(1_000) + " H") + "\r\n",
              10,
              0),
          new Row("many tokens", GET + "Connection: " + "a,".repeat(2_000) + "a\r\n\r\n", 20, 0),
          new Row(
              "expect and a body",
              POST + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
              500,
              1),
          new Row("expect and nothing", GET + "Expect: 100-continue\r\n\r\n", 1_000, 0));

  static Stream<Arguments> rowsInReads() {
    return ROWS.stream()
        .flatMap(row -> Arrays.stream(READS).mapToObj(read -> Arguments.of(row, read)));
  }

  @BeforeAll
  static void start() {
    system = ActorSystem.create(Behaviors.empty(), "pipeline");
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  /** Answers with the length of the body. */
  private static CompletionStage<HttpResponse> measure(HttpRequest request) {
    return request
        .entity()
        .getDataBytes()
        .runFold(0, (sum, bytes) -> sum + bytes.size(), system)
        .thenApply(sum -> HttpResponses.text(200, "=" + sum + "="));
  }

  private static void serve(Flow<ByteString, ByteString, NotUsed> connection) {
    HttpLayer layer =
        new HttpLayer(
            system,
            HttpBinding.of(FrontFixture.SETTINGS, AccessSettings.OPEN),
            FrontLimits.STANDARD);
    AnswerStage.flow(PipelineTest::measure, new Connection(over -> {}))
        .join(layer.on(connection))
        .run(system);
  }

  /** All responses to these reads. */
  private static String answers(Source<ByteString, NotUsed> reads) {
    CompletableFuture<StringBuilder> answers = new CompletableFuture<>();
    Sink<ByteString, NotUsed> sink =
        Flow.<ByteString>create()
            .fold(new StringBuilder(), (text, more) -> text.append(more.utf8String()))
            .to(Sink.foreach(answers::complete));
    serve(Flow.fromSinkAndSource(sink, reads));
    return Await.result("the answers", answers).toString();
  }

  private static List<ByteString> reads(byte[] bytes, int read) {
    List<ByteString> reads = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += read) {
      reads.add(ByteString.fromArray(bytes, from, Math.min(read, bytes.length - from)));
    }
    return reads;
  }

  @ParameterizedTest(name = "{0} in reads of {1}")
  @MethodSource("rowsInReads")
  void eachOfManySmallMessagesIsAnswered(Row row, int read) {
    byte[] sent = row.message().repeat(row.times()).getBytes(StandardCharsets.ISO_8859_1);
    String answers = answers(Source.from(reads(sent, read)));
    assertEquals(row.times(), count(answers, "=" + row.bytes() + "="), () -> first(answers));
    assertEquals(
        row.times(),
        STATUS
            .matcher(answers)
            .results()
            .map(found -> found.group(1))
            .filter("200"::equals)
            .count());
  }

  /** The number of requests read is that of the responses, plus what one read contains. */
  @Test
  void requestsThatAreNotAnsweredYetAreNotRead() {
    int size = 65_536;
    byte[] sent = (GET + "\r\n").repeat(50_000).getBytes(StandardCharsets.ISO_8859_1);
    AtomicLong read = new AtomicLong();
    Source<ByteString, NotUsed> reads =
        Source.from(reads(sent, size)).wireTap(bytes -> read.addAndGet(bytes.size()));
    CompletableFuture<SinkQueueWithCancel<ByteString>> made = new CompletableFuture<>();
    Sink<ByteString, NotUsed> sink =
        Sink.<ByteString>queue()
            .withAttributes(Attributes.inputBuffer(1, 1))
            .mapMaterializedValue(
                queue -> {
                  made.complete(queue);
                  return NotUsed.getInstance();
                });
    serve(Flow.fromSinkAndSource(sink, reads));
    SinkQueueWithCancel<ByteString> answers = made.join();
    long answered = 0;
    long length = GET.length() + 2;
    while (answered < 50_000) {
      answered +=
          count(
              answers.pull().toCompletableFuture().join().orElseThrow().utf8String(),
              "HTTP/1.1 200");
      long ahead = read.get() - answered * length;
      assertTrue(ahead <= 3L * size, ahead + " bytes are read ahead");
    }
  }

  private static String first(String answers) {
    return answers.substring(0, Math.min(2_000, answers.length()));
  }

  private static long count(String text, String part) {
    return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
  }
}
