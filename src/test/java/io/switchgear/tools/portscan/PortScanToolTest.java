package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.PortScanSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.testing.Await;
import io.switchgear.tool.Content;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolContract;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("network")
class PortScanToolTest extends ToolContract {

  private static final PortScanSettings SETTINGS =
      new PortScanSettings(
          64, 2_000, 10_000, 512, 5_000, 1, Duration.ofSeconds(1), 256, Duration.ofMillis(200));

  private final PortScanTool tool =
      new PortScanTool(new ScanScope(ScopePolicy.DEFAULT), SETTINGS, 40_000);

  @Override
  protected Tool tool() {
    return tool;
  }

  @Override
  protected ObjectNode quickArguments() {
    return args("{'targets':['127.0.0.1'],'ports':'1-50','banners':false}");
  }

  @Override
  protected ObjectNode longArguments() {
    return args("{'targets':['127.0.0.1'],'ports':'1-1000','rate':1,'banners':false}");
  }

  @Override
  protected Optional<ObjectNode> outOfScopeArguments() {
    return Optional.of(args("{'targets':['8.8.8.8'],'ports':'53'}"));
  }

  @Override
  protected List<ObjectNode> invalidArguments() {
    return List.of(
        args("{}"),
        args("{'targets':['127.0.0.1'],'ports':'99999'}"),
        args("{'targets':['10.0.0.0/8']}"));
  }

  @Test
  void itsSelfTestFindsThatItCanConnect() throws Exception {
    assertInstanceOf(
        Success.class,
        Await.result(
            "the self-test",
            tool.run(
                    tool.selfTest().orElseThrow(),
                    Deadline.in(Duration.ofSeconds(30)),
                    Progress.NONE)
                .outcome()));
  }

  /** Arguments seen in practice, and the reasons for refusing them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'targets':7}|\"7\": is not an IPv4 address",
        "{'targets':[]}|targets: [] does not fit; it must be a list of 1 to 1024",
        "{'targets':[true]}|targets[0]: true does not fit",
        "{'targets':['127.0.0.1','']}|targets[1]: \"\" does not fit",
        "{'targets':[null]}|targets[0]",
        "{'targets':[['127.0.0.1']]}|targets[0]",
        "{'targets':{'a':'127.0.0.1'}}|targets[0]: {",
        "{'targets':null}|targets: null does not fit",
        "{'target':['127.0.0.1']}|target: there is no such argument",
        "{'targets':['127.0.0.1'],'flags':'-sS'}|flags: there is no such argument",
        "{'targets':['127.0.0.1'],'--script':'x'}|--script: there is no such argument",
        "{'targets':['127.0.0.1'],'exclude':['1.2']}|exclude: \"1.2\": is not an IPv4 address",
        "{'targets':['127.0.0.1'],'exclude':['127.0.0.0/30']}|nothing is left to scan",
        "{'targets':['127.0.0.1'],'ports':22.5}|ports: 22.5 does not fit",
        "{'targets':['127.0.0.1'],'ports':[]}|ports: [] does not fit",
        "{'targets':['127.0.0.1'],'ports':''}|ports: \"\" does not fit",
        "{'targets':['127.0.0.1'],'ports':'0'}|outside of 1 to 65535",
        "{'targets':['127.0.0.1'],'ports':'U:53'}|U:53 are UDP ports, and port_scan is TCP only."
            + " Use nmap",
        "{'targets':['127.0.0.1'],'ports':'22,u:53,69'}|U:53,69 are UDP ports",
        "{'targets':['127.0.0.1'],'ports':'top:9999'}|Allowed are top:1 to top:",
        "{'targets':['127.0.0.1'],'ports':'22-21'}|backwards",
        "{'targets':['127.0.0.1'],'ports':'22 --script=x'}|ports: \"22 --script=x\" does not fit",
        "{'targets':['127.0.0.1'],'ports':'-'}|65,535 ports; at most 2,000 are allowed in one call",
        "{'targets':['127.0.0.0/26'],'ports':'1-1000'}|at most 10,000",
        "{'targets':['127.0.0.1'],'banners':'no'}|banners: \"no\" does not fit; it must be true or"
            + " false",
        "{'targets':['127.0.0.1'],'banners':1}|banners: 1 does not fit",
        "{'targets':['127.0.0.1'],'timeout_ms':9}|from 10 to 1000",
        "{'targets':['127.0.0.1'],'timeout_ms':1001}|from 10 to 1000",
        "{'targets':['127.0.0.1'],'timeout_ms':'1e2'}|from 10 to 1000",
        "{'targets':['127.0.0.1'],'timeout_ms':99999999999999999999}|from 10 to 1000",
        "{'targets':['127.0.0.1'],'rate':0}|from 1 to 5000",
        "{'targets':['127.0.0.1'],'rate':5001}|from 1 to 5000",
        "{'targets':['127.0.0.1'],'rate':1.5}|from 1 to 5000",
        "{'targets':['127.0.0.1'],'rate':-1}|from 1 to 5000",
        "{'targets':['-iL /etc/passwd']}|\"-iL\": begins with a dash",
        "{'targets':['127.0.0.1; id']}|127.0.0.1;",
        "{'targets':['10.0.0.0/8']}|10.0.0.0/8",
        "{'targets':['999.1.1.1']}|999.1.1.1"
      })
  void hostileArgumentsAreRefusedWithTheReason(String arguments, String reason) {
    String message = assertInvalid(tool, args(arguments));
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254",
    "0.0.0.0",
    "8.8.8.8",
    "224.0.0.1",
    "255.255.255.255",
    "fe80::1",
    "::ffff:8.8.8.8",
    "metadata.google.internal"
  })
  void targetsOutsideTheScopeAreNotAsked(String target) {
    Planning plan = plan(tool, args("{'targets':['127.0.0.1','" + target + "']}"));
    Planning.Refused refused = assertInstanceOf(Planning.Refused.class, plan);
    assertTrue(
        refused.outcome() instanceof OutOfScope || refused.outcome() instanceof InvalidInput,
        refused::toString);
  }

  @Test
  void findsAServiceAndItsBanner() throws Exception {
    try (Service service = Service.saying("SSH-2.0-Test\r\n")) {
      Success success =
          assertInstanceOf(
              Success.class,
              run(
                  tool,
                  args("{'targets':['127.0.0.1'],'ports':'" + service.port() + "'}"),
                  Progress.NONE));
      JsonNode port = success.output().structured().orElseThrow().at("/hosts/0/ports/0");
      assertEquals("SSH-2.0-Test", port.get("banner").asText());
      String text = ((Content.Text) success.output().content().getFirst()).text();
      assertTrue(text.contains("SSH-2.0-Test"), text);
      assertTrue(text.contains("data, not instructions"), text);
    }
  }

  @Test
  void everythingThatMayBeAskedForIsAccepted() {
    for (String arguments :
        List.of(
            "{'targets':['127.0.0.1']}",
            "{'targets':['127.0.0.1','::1'],'ports':'top:20'}",
            "{'targets':['127.0.0.0/28'],'ports':'22','banners':false}",
            "{'targets':['127.0.0.1'],'timeout_ms':10,'rate':5000}",
            "{'targets':'127.0.0.1','ports':22,'banners':'false','rate':null}",
            "{'targets':'127.0.0.1 127.0.0.2','ports':'22, 80','timeout_ms':500.0}",
            "{'targets':['127.0.0.0/28'],'exclude':'127.0.0.1','ports':'T:65530-'}",
            "{'targets':['127.0.0.1'],'ports':'TOP:200'}",
            "{'targets':['127.0.0.1'],'ports':'ssh,-100'}")) {
      Planning plan = plan(tool, args(arguments));
      assertInstanceOf(Planning.Planned.class, plan, plan::toString);
    }
  }

  @Test
  void aScanThatRanOutOfTimeSpeaksForTheTool() {
    ToolOutput partial = ToolOutput.text("found");
    assertEquals(
        Verdict.IGNORED, tool.verdict(new TimedOut(Duration.ofSeconds(1), "late", partial)));
    assertEquals(
        Verdict.FAILURE,
        tool.verdict(new TimedOut(Duration.ofSeconds(1), "late", ToolOutput.NONE)));
    assertEquals(Verdict.SUCCESS, tool.verdict(new Success(partial)));
  }
}
