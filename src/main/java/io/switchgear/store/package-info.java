/**
 * What outlives the process, in SQL: breaker states, last good answers, calls queued for later. An
 * embedded H2 file by default; a leaf.
 *
 * <p>Every method that reads or writes may block, on the disk and on other callers: call it on a
 * virtual thread, never on an actor's. Interrupting the caller does not end the work. A method that
 * writes returns when the data is on the disk. Instants are kept to the microsecond.
 */
package io.switchgear.store;
