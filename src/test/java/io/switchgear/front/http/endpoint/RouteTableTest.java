package io.switchgear.front.http.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.switchgear.front.http.endpoint.RouteTable.Match;
import io.switchgear.front.http.endpoint.RouteTable.Match.Found;
import io.switchgear.front.http.endpoint.RouteTable.Match.Nothing;
import io.switchgear.front.http.endpoint.RouteTable.Match.OtherMethod;
import io.switchgear.tool.Caller.Permission;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

  private final Endpoint list = read("/things");
  private final Endpoint one = read("/things/{name}");
  private final Endpoint newest = read("/things/newest");
  private final Endpoint remove =
      Endpoint.delete("/things/{name}")
          .needs(Permission.OPS_WRITE)
          .answeredBy(asked -> CompletableFuture.completedFuture(HttpResponses.empty(200)));
  private final RouteTable table = new RouteTable(List.of(list, one, newest, remove));

  private static Endpoint read(String path) {
    return Endpoint.get(path)
        .needs(Permission.OPS_READ)
        .answeredBy(asked -> CompletableFuture.completedFuture(HttpResponses.empty(200)));
  }

  private Found found(String method, String path) {
    return assertInstanceOf(Found.class, table.match(method, path));
  }

  @Test
  void aRequestLeadsToTheRouteOfItsPathAndMethod() {
    assertEquals(list, found("GET", "/things").route());
    assertEquals(list, found("HEAD", "/things").route());
    assertEquals(one, found("GET", "/things/a").route());
    assertEquals(Map.of("name", "a"), found("GET", "/things/a").steps());
    assertEquals(remove, found("DELETE", "/things/a").route());
  }

  @Test
  void aFixedPathIsPreferredToABrace() {
    assertEquals(newest, found("GET", "/things/newest").route());
  }

  @Test
  void anotherMethodIsToldWhichThereAre() {
    Match match = table.match("PUT", "/things/a");
    OtherMethod other = assertInstanceOf(OtherMethod.class, match);
    assertEquals("DELETE, GET, HEAD", other.place().allowed());
    assertEquals("/things/{name}", match.knownPlace().orElseThrow().template());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/thing", "/things/", "/things/a/b", "/Things", "things"})
  void anUnknownPathLeadsNowhere(String path) {
    assertEquals(Nothing.NOTHING, table.match("GET", path));
  }

  @Test
  void twoRoutesOfOneMethodAndPathAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new RouteTable(List.of(list, read("/things"))));
  }
}
