package io.switchgear.conformance;

import io.switchgear.tool.Content;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolRun;
import java.util.List;

/** The suite's tools that answer without questions or log messages. */
final class PlainTools {

  /** The schema that the suite compares with the one in tools/list. */
  private static final String SCHEMA_2020_12 =
      "{'$schema':'https://json-schema.org/draft/2020-12/schema','type':'object','$defs':{'address':"
          + "{'$anchor':'addressDef','type':'object','properties':{'street':{'type':'string'},"
          + "'city':{'type':'string'}}}},'properties':{'name':{'type':'string'},'address':{'$ref':"
          + "'#/$defs/address'},'contactMethod':{'type':'string','enum':['phone','email']},'phone':"
          + "{'type':'string'},'email':{'type':'string'}},'allOf':[{'anyOf':[{'required':['phone']},"
          + "{'required':['email']}]}],'if':{'properties':{'contactMethod':{'const':'phone'}},"
          + "'required':['contactMethod']},'then':{'required':['phone']},'else':{'required':"
          + "['email']},'additionalProperties':false}";

  private static final String ECHO =
      "{'type':'object','properties':{'message':{'type':'string'}},'additionalProperties':false}";

  private PlainTools() {}

  static List<Tool> all() {
    return List.of(
        // The first of the list, which the suite calls without arguments.
        FixtureTool.fixed("about", new Content.Text("The fixtures of the conformance suite.")),
        FixtureTool.prompt(
            "echo",
            ECHO,
            (plan, progress) ->
                FixtureTool.success(new Content.Text(plan.arguments().path("message").asText("")))),
        FixtureTool.fixed(
            "test_simple_text", new Content.Text("This is a simple text response for testing.")),
        FixtureTool.fixed("test_image_content", new Content.Image(Media.PNG, "image/png")),
        FixtureTool.fixed("test_audio_content", new Content.Audio(Media.WAV, "audio/wav")),
        FixtureTool.fixed(
            "test_embedded_resource",
            new Content.EmbeddedText(
                "test://embedded-resource", "text/plain", "This is an embedded resource content.")),
        FixtureTool.fixed(
            "test_multiple_content_types",
            new Content.Text("Multiple content types test:"),
            new Content.Image(Media.PNG, "image/png"),
            new Content.EmbeddedText(
                "test://mixed-content-resource",
                "application/json",
                "{\"test\":\"data\",\"value\":123}")),
        FixtureTool.working(
            "test_error_handling",
            FixtureTool.NOTHING,
            (plan, progress) ->
                ToolRun.completed(
                    new ToolOutcome.Failed(
                        Fault.EXECUTION_FAILED,
                        "This tool intentionally returns an error for testing"))),
        FixtureTool.working(
            "test_tool_with_progress",
            FixtureTool.NOTHING,
            (plan, progress) ->
                Steps.run(
                    List.of(
                        () -> progress.report(0, 100, "begun"),
                        () -> progress.report(50, 100, "half done"),
                        () -> progress.report(100, 100, "done")),
                    FixtureTool.success(new Content.Text("all steps done")))),
        FixtureTool.prompt(
            "json_schema_2020_12_tool",
            SCHEMA_2020_12,
            (plan, progress) -> FixtureTool.success(new Content.Text(plan.arguments().toString()))),
        FixtureTool.prompt(
            "test_x_mcp_header",
            "{'type':'object','properties':{'region':{'type':'string','x-mcp-header':'Region'},"
                + "'level':{'type':'integer','x-mcp-header':'Level'}}}",
            (plan, progress) ->
                FixtureTool.success(new Content.Text(plan.arguments().toString()))));
  }
}
