package io.switchgear.scan.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.Jobs;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;

/** Each tool keeps the contract of tools; questions about "silent" are never answered. */
class ScanToolsContractTest {

  private static final String SILENT = "silent";

  private static final MemoryJobs MEMORY = new MemoryJobs();
  private static final String JOB =
      MEMORY.add(Caller.LOCAL.name(), JobRequest.of("port_scan", ToolContract.args("{}"))).id();

  private static Jobs slow() {
    return (Jobs)
        Proxy.newProxyInstance(
            Jobs.class.getClassLoader(),
            new Class<?>[] {Jobs.class},
            (proxy, method, args) -> {
              if (Arrays.toString(args).contains(SILENT)) {
                return new CompletableFuture<>();
              }
              try {
                return method.invoke(MEMORY, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private abstract static class Contract extends ToolContract {

    private final Tool tool;

    Contract(String name) {
      Jobs jobs = slow();
      this.tool =
          ScanTools.of(() -> jobs, any -> 40_000).stream()
              .filter(each -> each.descriptor().name().equals(name))
              .findFirst()
              .orElseThrow();
      assertEquals(name, tool.descriptor().name());
    }

    @Override
    protected Tool tool() {
      return tool;
    }

    /** The jobs plan the scan, when the tool runs. */
    @Override
    protected Optional<ObjectNode> outOfScopeArguments() {
      return Optional.empty();
    }
  }

  @Nested
  class Start extends Contract {
    Start() {
      super("scan_start");
    }

    @Override
    protected ObjectNode quickArguments() {
      return args("{'tool':'port_scan','arguments':{'targets':['127.0.0.1']}}");
    }

    @Override
    protected ObjectNode longArguments() {
      return args("{'tool':'port_scan','arguments':{},'name':'silent'}");
    }

    @Override
    protected List<ObjectNode> invalidArguments() {
      return List.of(
          args("{}"),
          args("{'tool':'nmap'}"),
          args("{'tool':'nmap','arguments':{},'priority':10}"),
          args("{'tool':'nmap','arguments':{},'deadline_seconds':0}"),
          args("{'tool':'nmap','arguments':{},'rate':0}"));
    }
  }

  @Nested
  class Get extends Contract {
    Get() {
      super("scan_get");
    }

    @Override
    protected ObjectNode quickArguments() {
      return args("{'id':'" + JOB + "'}");
    }

    @Override
    protected ObjectNode longArguments() {
      return args("{'id':'silent'}");
    }

    @Override
    protected List<ObjectNode> invalidArguments() {
      return List.of(
          args("{}"),
          args("{'id':'x','port':65536}"),
          args("{'id':'x','state':'open'}"),
          args("{'id':'x','limit':0}"));
    }
  }

  @Nested
  class Listing extends Contract {
    Listing() {
      super("scan_list");
    }

    @Override
    protected ObjectNode quickArguments() {
      return args("{}");
    }

    @Override
    protected ObjectNode longArguments() {
      return args("{'name':'silent'}");
    }

    @Override
    protected List<ObjectNode> invalidArguments() {
      return List.of(args("{'state':'done'}"), args("{'limit':51}"));
    }
  }

  @Nested
  class Control extends Contract {
    Control() {
      super("scan_control");
    }

    @Override
    protected ObjectNode quickArguments() {
      return args("{'id':'" + JOB + "','action':'pause'}");
    }

    @Override
    protected ObjectNode longArguments() {
      return args("{'id':'silent','action':'pause'}");
    }

    @Override
    protected List<ObjectNode> invalidArguments() {
      return List.of(
          args("{}"),
          args("{'id':'x'}"),
          args("{'id':'x','action':'stop'}"),
          args("{'id':'x','action':'pause','rate':5}"),
          args("{'id':'x','rate':-1}"));
    }
  }

  @Nested
  class Compare extends Contract {
    Compare() {
      super("scan_compare");
    }

    @Override
    protected ObjectNode quickArguments() {
      return args("{'id':'" + JOB + "','other':'" + JOB + "'}");
    }

    @Override
    protected ObjectNode longArguments() {
      return args("{'id':'silent'}");
    }

    @Override
    protected List<ObjectNode> invalidArguments() {
      return List.of(args("{}"), args("{'id':'x','cursor':'next'}"));
    }
  }
}
