package io.switchgear.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Memory of other JVMs of this machine, by process id: prints for each a line with the bytes that
 * it has allocated since its start, and the bytes of its heap in use.
 *
 * <pre>JvmFigures [collect] PID …</pre>
 *
 * {@code collect} collects garbage first.
 */
public final class JvmFigures {

  private JvmFigures() {}

  public static void main(String[] args) throws Exception {
    boolean collect = args[0].equals("collect");
    for (int i = collect ? 1 : 0; i < args.length; i++) {
      print(args[i], collect);
    }
  }

  private static void print(String pid, boolean collect) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(pid);
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      MemoryMXBean memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
      if (collect) {
        memory.gc();
      }
      System.out.println(allocated(beans) + " " + memory.getHeapMemoryUsage().getUsed());
    } finally {
      machine.detach();
    }
  }

  private static long allocated(MBeanServerConnection beans) throws IOException {
    return ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class)
        .getTotalThreadAllocatedBytes();
  }
}
