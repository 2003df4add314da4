package io.switchgear.config;

import static io.switchgear.config.ReloadKeys.FALLBACKS;
import static io.switchgear.config.ReloadKeys.PROTECTION;
import static io.switchgear.config.ReloadKeys.QUORUM;
import static io.switchgear.config.ReloadKeys.TOOLS;

import io.switchgear.breaker.ProtectionPolicy;

/**
 * The settings that every tool has.
 *
 * @param enabled whether the tool is offered
 * @param share whether identical calls may share a run
 * @param retry whether a call that crashed is tried once more
 * @param maxAnswer bytes of an answer's text, and of its structured result; 8 kB to 16 MiB
 * @param fallback the steps that are tried if the tool cannot answer
 * @param protection its deadline, its breaker and its bulkhead
 * @param quorum whether the nodes of a cluster decide about its breakers together
 */
public record ToolSettings(
    boolean enabled,
    @Reload(FALLBACKS) boolean share,
    @Reload(TOOLS) boolean retry,
    @Reload(TOOLS) @Setting(bytes = true) int maxAnswer,
    @Reload(FALLBACKS) @Setting(inline = true) FallbackSettings fallback,
    @Reload(PROTECTION) @Setting(inline = true) ProtectionPolicy protection,
    @Reload(QUORUM) QuorumSettings quorum) {

  public static final int LEAST_ANSWER = 8_000;
  public static final int MOST_ANSWER = 16 << 20;

  public ToolSettings {
    new Check()
        .allowed(
            maxAnswer >= LEAST_ANSWER && maxAnswer <= MOST_ANSWER,
            "maxAnswer",
            maxAnswer,
            "8 kB to 16 MiB")
        .done();
  }
}
