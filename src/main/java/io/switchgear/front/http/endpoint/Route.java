package io.switchgear.front.http.endpoint;

import java.util.List;

/**
 * A route: some methods at a path, and the rules that the server applies before it handles a
 * request.
 */
public interface Route {

  /** Names of the methods. */
  List<String> methods();

  PathTemplate path();

  Access access();

  CrossSite crossSite();

  /** Maximum bytes of the request body; 0 if the body is not read. */
  long maxBody();

  /** Whether a request changes something. Such requests are recorded in the audit log. */
  boolean isOrder();
}
