package io.switchgear.app;

import io.switchgear.app.runtime.Shutdown;
import io.switchgear.config.Settings;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.exchange.SealingKey;
import io.switchgear.mcp.exchange.SealingKeys;
import io.switchgear.mcp.exchange.SharedTickets;
import io.switchgear.mcp.exchange.StateKey;
import io.switchgear.mcp.exchange.UsedStates;
import io.switchgear.mcp.exchange.UsedTickets;
import io.switchgear.store.SealingKeyTable;
import io.switchgear.store.SealingKeyTable.StoredKey;
import io.switchgear.store.Store;
import io.switchgear.store.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives request states their keys: those of the store, or the one in the data folder. */
final class StateWiring {

  private static final Logger LOG = LoggerFactory.getLogger(StateWiring.class);

  private StateWiring() {}

  static RequestState states(Switchgear app) {
    Settings settings = app.settings();
    return app.storage()
        .store()
        .map(
            store -> {
              SealingKeys keys = keys(store, settings.dataDir());
              Shutdown.of(app.system())
                  .in(CoordinatedShutdown.PhaseServiceStop(), "end-key-reads", keys::close);
              return states(keys, store);
            })
        .orElseGet(() -> new RequestState(StateKey.in(settings.dataDir()), InstantSource.system()));
  }

  /** Without other nodes, uses of states are not written: this process knows them. */
  static RequestState states(SealingKeys keys, Store store) {
    UsedStates used =
        store.isShared()
            ? new SharedTickets(store.usedStates()::use)
            : new UsedTickets(InstantSource.system());
    return new RequestState(keys, used, InstantSource.system());
  }

  /** The store's keys. The first one is what an earlier version kept in the data folder. */
  static SealingKeys keys(Store store, Path dataDir) {
    SealingKeyTable table = store.sealingKeys();
    StateKey.keptIn(dataDir).ifPresent(kept -> begin(table, kept));
    return SealingKeys.shared(() -> inForce(table.current()));
  }

  private static void begin(SealingKeyTable table, byte[] kept) {
    try {
      table.begin(kept);
    } catch (StoreException failed) {
      LOG.debug("the key in the data folder cannot be stored", failed);
    }
  }

  private static SealingKeys.Keys inForce(SealingKeyTable.InForce stored) {
    return new SealingKeys.Keys(
        key(stored.sealing()), stored.all().stream().map(StateWiring::key).toList());
  }

  private static SealingKey key(StoredKey stored) {
    return new SealingKey(stored.id(), stored.secret());
  }
}
