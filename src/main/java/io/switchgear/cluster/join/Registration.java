package io.switchgear.cluster.join;

import io.switchgear.cluster.join.NodeRegister.Other;
import io.switchgear.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this server in the register of its database until it is closed. */
public final class Registration implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final NodeRegister register;
  private final String address;
  private final BooleanSupplier member;
  private final ScheduledExecutorService pulses =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("node-register").factory());
  private boolean failing;

  private Registration(NodeRegister register, String address, BooleanSupplier member) {
    this.register = register;
    this.address = address;
    this.member = member;
  }

  /**
   * Registers a server that has no other nodes.
   *
   * @throws NodeException if another server uses the database, or if the database does not answer
   */
  public static Registration alone(NodeRegister register) {
    List<Other> others = asked(register);
    if (!others.isEmpty()) {
      throw new NodeException(
          "the database in switchgear.store.url is used by another server (%s). Servers that share a database are one cluster: set switchgear.cluster.seeds on all of them, or give this one a database of its own. If that server was killed, start this one again in %d s."
              .formatted(told(others), NodeRegister.GONE.toSeconds()));
    }
    return new Registration(register, "", () -> true).begun();
  }

  /**
   * Registers a node of a cluster.
   *
   * @param address {@code HOST:PORT} at which the other nodes reach it
   * @param member whether it is in its cluster, asked at each write
   * @throws NodeException if a server that is no node of a cluster uses the database, if another
   *     node has the same name, or if the database does not answer
   */
  public static Registration node(NodeRegister register, String address, BooleanSupplier member) {
    List<Other> alone =
        asked(register).stream().filter(other -> other.address().isEmpty()).toList();
    if (!alone.isEmpty()) {
      throw new NodeException(
          "the database in switchgear.store.url is used by a server without a cluster (%s). Set switchgear.cluster.seeds there too, or stop it. If it was killed, start this node again in %d s."
              .formatted(told(alone), NodeRegister.GONE.toSeconds()));
    }
    return new Registration(register, address, member).begun();
  }

  private static List<Other> asked(NodeRegister register) {
    try {
      return register.others();
    } catch (StoreException silent) {
      throw new NodeException(silent.getMessage(), silent);
    }
  }

  private static String told(List<Other> others) {
    return others.stream()
        .map(other -> other.name() + (other.address().isEmpty() ? "" : " at " + other.address()))
        .collect(Collectors.joining(", "));
  }

  private Registration begun() {
    Optional<String> namesake;
    try {
      namesake = register.pulse(address, member.getAsBoolean());
    } catch (StoreException silent) {
      throw new NodeException(silent.getMessage(), silent);
    }
    if (namesake.isPresent()) {
      throw new NodeException(
          "another node%s has the name of this one. Give each node its own, with switchgear.node. If that node was killed, start this one again in %d s."
              .formatted(
                  namesake.get().isEmpty() ? "" : " at " + namesake.get(),
                  NodeRegister.GONE.toSeconds()));
    }
    long pulse = NodeRegister.PULSE.toMillis();
    pulses.scheduleWithFixedDelay(this::pulse, pulse, pulse, TimeUnit.MILLISECONDS);
    return this;
  }

  private void pulse() {
    try {
      register
          .pulse(address, member.getAsBoolean())
          .ifPresent(
              other -> LOG.warn("another node has the name of this one; its address is {}", other));
      failing = false;
    } catch (RuntimeException trouble) {
      if (!failing) {
        LOG.warn("the database does not know that this node runs: {}", trouble.getMessage());
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    pulses.shutdownNow();
    try {
      register.leave();
    } catch (StoreException silent) {
      LOG.info(
          "this node stays in the register of the database for a while: {}", silent.getMessage());
    }
  }
}
