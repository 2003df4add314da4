/**
 * Persistence in SQL: breaker states and cached results, and access for rooms with tables of their
 * own. By default the database is an embedded H2 file; it may be one on a PostgreSQL server.
 *
 * <p>Methods that read or write may block on the database and on other callers. Call them on a
 * virtual thread, never on an actor's thread. Interrupting the caller does not stop the work. A
 * method that writes returns when the data is on disk. Times are stored with microsecond precision.
 */
package io.switchgear.store;
