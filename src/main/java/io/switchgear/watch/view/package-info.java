/**
 * What operators are shown, as JSON: each shape once, for the operator API, MCP resources and the
 * command line.
 */
package io.switchgear.watch.view;
