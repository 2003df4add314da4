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
 * The HTTP layer of a connection: bytes on one side, requests and responses on the other. One
 * blueprint serves all connections.
 */
final class HttpLayer {

  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> layer;

  HttpLayer(ActorSystem<?> system, HttpBinding binding, FrontLimits limits) {
    this.layer =
        http(system, binding.isSecure())
            .atop(BidiFlow.fromGraph(new ParserFeed()))
            .atop(binding.tls())
            .atop(BidiFlow.fromGraph(new SilenceLimit(limits.silence())));
  }

  /**
   * Joins the layer with one connection. A connection on which no byte moves for a long time is
   * aborted.
   */
  Flow<HttpResponse, HttpRequest, NotUsed> on(Flow<ByteString, ByteString, NotUsed> connection) {
    return layer.join(connection);
  }

  /**
   * The layer of the Scala API. That of the Java API adds a stage per connection that only casts
   * requests and responses.
   */
  @SuppressWarnings("unchecked") // a response of the Java API is always one of the Scala API
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
   * Disables the request timeout, whose 503 would end long calls. Zero removes its stage; an
   * infinite duration would keep it.
   */
  static ServerSettings settings(ActorSystem<?> system) {
    ServerSettings standard = ServerSettings.create(system.classicSystem());
    return standard
        .withTimeouts(standard.getTimeouts().withRequestTimeout(Duration$.MODULE$.Zero()))
        .withParserSettings(standard.getParserSettings().withModeledHeaderParsing(false))
        .withServerHeader(Optional.of(Server.create(ProductVersion.create("switchgear", ""))));
  }
}
