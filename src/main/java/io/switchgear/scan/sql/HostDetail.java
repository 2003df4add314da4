package io.switchgear.scan.sql;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.switchgear.store.JsonText;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.Ranges;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A whole host as JSON, without empty values. */
final class HostDetail {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .defaultPropertyInclusion(Value.construct(Include.NON_EMPTY, Include.NON_EMPTY))
          .withConfigOverride(
              String.class,
              texts -> texts.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .build();

  private static final ObjectWriter WRITER = MAPPER.writerFor(Host.class);
  private static final ObjectReader READER = MAPPER.readerFor(Host.class);

  private HostDetail() {}

  /** Of a host that is too large for its column, the first open ports; the others are counted. */
  static String write(Host host) {
    String json = text(host);
    Host shorter = host;
    while (!JsonText.fits(json, JsonText.MAX_BYTES) && !shorter.ports().isEmpty()) {
      shorter = withFewerPorts(host, shorter.ports().size() / 2);
      json = text(shorter);
    }
    return json;
  }

  private static String text(Host host) {
    try {
      return WRITER.writeValueAsString(host);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Host withFewerPorts(Host host, int kept) {
    List<PortGroup> groups = new ArrayList<>(host.others());
    long open = host.ports().stream().skip(kept).filter(Port::isOpen).count();
    groups.add(new PortGroup(Port.OPEN, Ranges.unknown(open), "not listed: too many"));
    return new Host(
        host.address(),
        host.names(),
        host.state(),
        host.reason(),
        host.scan(),
        host.ports().subList(0, kept),
        groups,
        host.traits());
  }

  static Host read(String json) {
    try {
      return READER.readValue(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
