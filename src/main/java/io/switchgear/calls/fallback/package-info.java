/**
 * What is done instead when a tool cannot answer: its last good answer, another tool, a queue, an
 * answer written down before. Whatever stands in for a tool's own answer says so.
 */
package io.switchgear.calls.fallback;
