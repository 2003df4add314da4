package io.switchgear.watch.health;

import io.switchgear.config.NmapSettings;
import io.switchgear.tools.nmap.NmapFence;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.watch.health.HealthCheck.Finding;

/** Checks whether the kernel restricts nmap to the targets of each call. */
public final class FenceCheck {

  private final NmapFence fence;
  private final NmapSettings settings;

  public FenceCheck(NmapFence fence, NmapSettings settings) {
    this.fence = fence;
    this.settings = settings;
  }

  /** Degraded only if the fence has worked before in this process. */
  public Finding finding() {
    return switch (fence.look(settings)) {
      case FenceSupport.Supported up ->
          Finding.healthy("The kernel restricts nmap to the targets of each call.");
      case FenceSupport.Unsupported missing -> {
        String message =
            "The kernel does not restrict nmap to its targets: "
                + missing.reason()
                + ". Scripts run only with switchgear.scope.unfenced-scripts.";
        yield fence.hasHeld() ? Finding.degraded(message) : Finding.healthy(message);
      }
    };
  }
}
