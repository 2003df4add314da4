/** Hosts as JSON and as text, the same in results of tools and of jobs. */
package io.switchgear.tool.rendering;
