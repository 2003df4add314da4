package io.switchgear.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Memory of other JVMs of this machine, by process id: prints for each a line with the bytes that
 * it has allocated since its start, and the bytes of its heap that were in use after the last
 * collection.
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
      if (collect) {
        ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class).gc();
      }
      System.out.println(allocated(beans) + " " + afterCollection(beans));
    } finally {
      machine.detach();
    }
  }

  /** Not what is in use now, because a server under load allocates megabytes meanwhile. */
  private static long afterCollection(MBeanServerConnection beans) throws IOException {
    return ManagementFactory.getPlatformMXBeans(beans, MemoryPoolMXBean.class).stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  private static long allocated(MBeanServerConnection beans) throws IOException {
    return ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class)
        .getTotalThreadAllocatedBytes();
  }
}
