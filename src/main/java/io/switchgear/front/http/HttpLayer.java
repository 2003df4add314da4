package io.switchgear.front.http;

import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.Http;
import org.apache.pekko.http.scaladsl.HttpExt;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import scala.Option;
import scala.concurrent.duration.Duration$;

/**
 * HTTP on a connection: bytes on its one side, requests and their answers on the other. Made once,
 * as a plan for all connections.
 */
final class HttpLayer {

  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> layer;

  HttpLayer(ActorSystem<?> system, HttpBinding binding, FrontLimits limits) {
    this.layer =
        http(system, binding.isSecure())
            .atop(BidiFlow.fromGraph(new ParserFeed()))
            .atop(binding.tls())
            .atop(BidiFlow.bidirectionalIdleTimeout(limits.silence()));
  }

  /** Of one connection; a connection on which no byte moves for long is cut. */
  Flow<HttpResponse, HttpRequest, NotUsed> on(Flow<ByteString, ByteString, NotUsed> connection) {
    return layer.join(connection);
  }

  /** The Java API's own would run each request and answer through a stage that only casts it. */
  @SuppressWarnings("unchecked") // an answer of the Java API is always one of the Scala API
  private static BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> http(
      ActorSystem<?> system, boolean secure) {
    HttpExt http = (HttpExt) Http.get(system.classicSystem());
    BidiFlow<?, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> layer =
        http.serverLayer(
                (org.apache.pekko.http.scaladsl.settings.ServerSettings) settings(system),
                Option.empty(),
                new ParserLog(),
                secure)
            .<org.apache.pekko.http.scaladsl.model.HttpResponse, SslTlsOutbound, SslTlsInbound,
                HttpRequest, NotUsed>
                asJava();
    return (BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed>) layer;
  }

  /**
   * Pekko HTTP's answer to a call that takes its request timeout is a 503, so there is none; zero
   * takes the stage for it out of the way, while an infinite one would keep it.
   */
  static ServerSettings settings(ActorSystem<?> system) {
    ServerSettings standard = ServerSettings.create(system.classicSystem());
    return standard
        .withTimeouts(standard.getTimeouts().withRequestTimeout(Duration$.MODULE$.Zero()))
        .withParserSettings(standard.getParserSettings().withModeledHeaderParsing(false))
        .withServerHeader(Optional.of(Server.create(ProductVersion.create("switchgear", ""))));
  }
}
