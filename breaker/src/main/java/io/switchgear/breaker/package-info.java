/**
 * The circuit breaker as pure values: policies in, decisions out. No actors, no clocks, no threads;
 * a leaf.
 */
package io.switchgear.breaker;
