package io.switchgear.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.config.HttpSettings;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

  @Test
  void connectionsBeyondTheLimitWaitForAPlace() throws Exception {
    HttpSettings s = FrontFixture.SETTINGS;
    HttpSettings two =
        new HttpSettings(
            s.host(),
            s.port(),
            s.allowedOrigins(),
            s.allowedHosts(),
            s.maxBodyBytes(),
            s.streamAfter(),
            s.keepAlive(),
            s.sessionIdle(),
            s.maxSessions(),
            2);
    try (FrontFixture fixture = new FrontFixture(two, FrontLimits.STANDARD);
        RawHttp first = new RawHttp(fixture.port());
        RawHttp second = new RawHttp(fixture.port())) {
      assertEquals(200, first.call("1", "a_text", "").response().status());
      assertEquals(200, second.call("2", "a_text", "").response().status());
      try (RawHttp third = new RawHttp(fixture.port())) {
        third.call("3", "a_text", "");
        assertEquals(200, second.call("4", "a_text", "").response().status());
        assertEquals(2, fixture.front.connections());
        first.hangUp();
        assertEquals(200, third.response().status());
      }
    }
  }
}
