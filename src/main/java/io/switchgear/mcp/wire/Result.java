package io.switchgear.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Content;
import io.switchgear.tool.Question;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of a request, as the protocol's schema names its fields. {@link MessageWriter} writes
 * them, and adds what the era adds. An {@link Optional} field that is empty is left out.
 */
public sealed interface Result {

  /** How long a client may keep the result; only the modern era says it. */
  default CacheHint hint() {
    return CacheHint.NONE;
  }

  /** What kind of result it is; only the modern era says it. */
  default String resultType() {
    return "complete";
  }

  /** A result without fields, such as that of {@code ping}. */
  record Empty() implements Result {}

  /** Of {@code server/discover}. */
  record Discovery(
      List<String> supportedVersions,
      ServerCapabilities capabilities,
      Optional<String> instructions)
      implements Result {

    public Discovery {
      supportedVersions = List.copyOf(supportedVersions);
      Objects.requireNonNull(capabilities);
      Objects.requireNonNull(instructions);
      if (supportedVersions.isEmpty()) {
        throw new IllegalArgumentException("a server supports at least one version");
      }
    }

    @Override
    public CacheHint hint() {
      return CacheHint.KEEP_A_WHILE;
    }
  }

  /** Of {@code initialize}. */
  record Initialized(
      String protocolVersion,
      ServerCapabilities capabilities,
      ServerIdentity serverInfo,
      Optional<String> instructions)
      implements Result {

    public Initialized {
      Objects.requireNonNull(protocolVersion);
      Objects.requireNonNull(capabilities);
      Objects.requireNonNull(serverInfo);
      Objects.requireNonNull(instructions);
    }
  }

  /** Of {@code tools/list}. */
  record Tools(List<ListedTool> tools) implements Result {

    public Tools {
      tools = List.copyOf(tools);
    }

    @Override
    public CacheHint hint() {
      return CacheHint.KEEP_A_WHILE;
    }
  }

  /**
   * Of {@code tools/call}.
   *
   * @param meta keys of {@code _meta}
   */
  record ToolCalled(
      List<Content> content,
      Optional<ObjectNode> structuredContent,
      Optional<ObjectNode> meta,
      boolean isError)
      implements Result {

    public ToolCalled {
      content = List.copyOf(content);
      Objects.requireNonNull(structuredContent);
      Objects.requireNonNull(meta);
    }

    /** The same result without resource links, for clients that do not know them. */
    public ToolCalled withoutLinks() {
      return new ToolCalled(
          content.stream().filter(block -> !(block instanceof Content.ResourceLink)).toList(),
          structuredContent,
          meta,
          isError);
    }
  }

  /**
   * Of {@code resources/list}.
   *
   * @param changing whether it holds documents of the caller, which come and go
   */
  record Resources(List<ListedResource> resources, boolean changing) implements Result {

    public Resources {
      resources = List.copyOf(resources);
    }

    @Override
    public CacheHint hint() {
      return changing ? CacheHint.DO_NOT_KEEP : CacheHint.KEEP_A_WHILE;
    }
  }

  /** Of {@code resources/templates/list}; the address of each is a template. */
  record ResourceTemplates(List<ListedResource> resourceTemplates) implements Result {

    public ResourceTemplates {
      resourceTemplates = List.copyOf(resourceTemplates);
    }

    @Override
    public CacheHint hint() {
      return CacheHint.KEEP_A_WHILE;
    }
  }

  /**
   * Of {@code resources/read}; one document.
   *
   * @param data text or, of a binary document, its bytes in base64
   */
  record ResourceContents(String uri, String mimeType, String data, boolean isBinary)
      implements Result {

    public ResourceContents {
      Objects.requireNonNull(uri);
      Objects.requireNonNull(mimeType);
      Objects.requireNonNull(data);
    }

    @Override
    public CacheHint hint() {
      return CacheHint.DO_NOT_KEEP;
    }
  }

  /** Of {@code prompts/list}. */
  record Prompts(List<ListedPrompt> prompts) implements Result {

    public Prompts {
      prompts = List.copyOf(prompts);
    }

    @Override
    public CacheHint hint() {
      return CacheHint.KEEP_A_WHILE;
    }
  }

  /** Of {@code prompts/get}; each content block is a message of the user. */
  record PromptMessages(String description, List<Content> content) implements Result {

    public PromptMessages {
      Objects.requireNonNull(description);
      content = List.copyOf(content);
    }
  }

  /**
   * Of {@code completion/complete}.
   *
   * @param values at most 100
   * @param total of the values that fit
   */
  record Completion(List<String> values, int total, boolean hasMore) implements Result {

    /** The protocol allows no more values in one result. */
    public static final int MAX_VALUES = 100;

    public Completion {
      values = List.copyOf(values);
      if (values.size() > MAX_VALUES || total < values.size()) {
        throw new IllegalArgumentException(
            "%d values of %d: at most %d, and not more than there are"
                .formatted(values.size(), total, MAX_VALUES));
      }
    }
  }

  /** Of {@code subscriptions/listen}: the stream has ended. */
  record SubscriptionEnded(JsonNode subscriptionId) implements Result {

    public SubscriptionEnded {
      Objects.requireNonNull(subscriptionId);
    }
  }

  /** The client sends the request again with answers to these questions; modern era only. */
  record InputRequired(Map<String, Question> inputRequests, Optional<String> requestState)
      implements Result {

    public InputRequired {
      inputRequests = Collections.unmodifiableMap(new LinkedHashMap<>(inputRequests));
      Objects.requireNonNull(requestState);
      if (inputRequests.isEmpty()) {
        throw new IllegalArgumentException("at least one question must be asked");
      }
    }

    @Override
    public String resultType() {
      return "input_required";
    }
  }

  /** Of {@code tools/call}, if the call goes on as a task; modern era only. */
  record TaskCreated(WireTask task) implements Result {

    public TaskCreated {
      Objects.requireNonNull(task);
    }

    @Override
    public String resultType() {
      return "task";
    }
  }

  /** Of {@code tasks/get}. */
  record TaskFound(WireTask task) implements Result {

    public TaskFound {
      Objects.requireNonNull(task);
    }
  }
}
