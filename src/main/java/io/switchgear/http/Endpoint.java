package io.switchgear.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Something that answers GET on one path; the front has checked Host and Origin before. */
public interface Endpoint {

  /** Such as {@code /health}; matched whole. */
  String path();

  /** Must not block. Answered 503 in its stead if it takes longer than some seconds. */
  CompletionStage<HttpResponse> get(HttpRequest request);
}
