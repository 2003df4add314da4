/** Hosts as JSON, text and XML: one form for all answers, pages and exports. */
package io.switchgear.tool.rendering;
