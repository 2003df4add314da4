package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * {@code /}: the operators' dashboard. The page and its assets contain no secrets and are public.
 * The page requests its data with the operator's own token.
 */
public final class Dashboard {

  private static final String FOLDER = "/io/switchgear/front/http/dashboard/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

  /** The assets of the page. */
  private static final List<String> FILES =
      List.of(
          "dashboard.css",
          "modules.css",
          "board.css",
          "detail.css",
          "jobs.css",
          "alerts.js",
          "app.js",
          "board.js",
          "cabinet.js",
          "calls.js",
          "charts.js",
          "cluster.js",
          "detail.js",
          "dom.js",
          "feed.js",
          "first.js",
          "format.js",
          "health.js",
          "hostmap.js",
          "job.js",
          "jobs.js",
          "lever.js",
          "nodes.js",
          "orders.js",
          "schedules.js",
          "session.js",
          "spark.js",
          "store.js",
          "stream.js",
          "timeline.js",
          "icon.svg");

  /** uPlot as published, with its licence, by the names below {@code /assets}. */
  private static final Map<String, String> LIBRARY_FILES =
      Map.of(
          "uPlot.esm.js", UPLOT + "dist/uPlot.esm.js",
          "uPlot.min.css", UPLOT + "dist/uPlot.min.css",
          "uPlot.LICENSE", UPLOT + "LICENSE");

  private static final Map<String, ContentType> TYPES =
      Map.of(
          "html", ContentTypes.TEXT_HTML_UTF8,
          "css", ContentTypes.parse("text/css; charset=utf-8"),
          "js", ContentTypes.parse("text/javascript; charset=utf-8"),
          "svg", ContentTypes.parse("image/svg+xml"),
          "LICENSE", ContentTypes.TEXT_PLAIN_UTF8);

  private static final List<HttpHeader> SECURITY_HEADERS =
      List.of(
          RawHeader.create(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                  + " 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none';"
                  + " require-trusted-types-for 'script'; trusted-types 'none'"),
          RawHeader.create("Referrer-Policy", "no-referrer"),
          RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"));

  private static final HttpHeader REVALIDATE = RawHeader.create("Cache-Control", "no-cache");
  private static final HttpHeader IMMUTABLE =
      RawHeader.create("Cache-Control", "public, max-age=31536000, immutable");

  private final Map<String, HttpResponse> parts = new LinkedHashMap<>();
  private final HttpResponse page;
  private final String version;

  private Dashboard() {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    FILES.forEach(file -> contents.put(file, read(FOLDER + file)));
    LIBRARY_FILES.keySet().stream()
        .sorted()
        .forEach(file -> contents.put(file, read(LIBRARY_FILES.get(file))));
    byte[] template = read(FOLDER + "index.html");
    this.version = hash(template, contents);
    contents.forEach((file, bytes) -> parts.put(file, answer(file, bytes).addHeader(IMMUTABLE)));
    byte[] named =
        new String(template, StandardCharsets.UTF_8)
            .replace("{version}", version)
            .getBytes(StandardCharsets.UTF_8);
    this.page = answer("index.html", named).addHeader(REVALIDATE);
  }

  public static List<Endpoint> of() {
    Dashboard dashboard = new Dashboard();
    return List.of(
        Endpoint.get("/")
            .isPublic()
            .linkable()
            .answeredBy(asked -> BreakerEndpoints.done(dashboard.page)),
        Endpoint.get("/assets/{version}/{file}")
            .isPublic()
            .answeredBy(
                asked ->
                    BreakerEndpoints.done(
                        dashboard.part(asked.path().get("version"), asked.path().get("file")))));
  }

  private HttpResponse part(String wanted, String file) {
    HttpResponse part = parts.get(file);
    return part != null && wanted.equals(version)
        ? part
        : HttpResponses.text(
                404,
                "Not found: this asset belongs to another version of the page; reload the page")
            .addHeader(REVALIDATE);
  }

  private static HttpResponse answer(String file, byte[] bytes) {
    ContentType type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    return HttpResponse.create()
        .withEntity(HttpEntities.create(type, ByteString.fromArrayUnsafe(bytes)))
        .addHeaders(SECURITY_HEADERS);
  }

  private static String hash(byte[] page, Map<String, byte[]> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(page);
      parts.values().forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] read(String name) {
    try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
