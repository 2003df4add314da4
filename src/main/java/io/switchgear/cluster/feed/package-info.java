/**
 * Streams of small records from every node to every other: each node numbers its own, keeps the
 * newest of all, and asks the others for what it has missed.
 */
package io.switchgear.cluster.feed;
