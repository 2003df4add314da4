/**
 * The tools by which agents start, watch, control and compare scan jobs. Their descriptions take up
 * context of every client, so they are terse: at most 1,500 tokens for all.
 */
package io.switchgear.scan.tools;
