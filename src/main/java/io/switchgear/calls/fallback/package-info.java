/**
 * Substitutes for a tool that cannot answer: its last good answer, another tool, a queue, or a
 * configured answer. Every substitute answer is marked.
 */
package io.switchgear.calls.fallback;
