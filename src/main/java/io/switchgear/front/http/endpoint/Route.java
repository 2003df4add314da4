package io.switchgear.front.http.endpoint;

import java.util.List;

/**
 * What stands in the table of routes: some methods at a path, and the rules that the server applies
 * before it hands a request over.
 */
public interface Route {

  /** Names of the methods. */
  List<String> methods();

  PathTemplate path();

  Access access();

  CrossSite crossSite();

  /** Bytes that the body of a request may have; 0 if the body is not read. */
  long maxBody();

  /** Whether a request orders something; orders are recorded in the audit. */
  boolean isOrder();
}
