/** nmap as a tool: typed arguments to an argument vector, XML back to a report. */
package io.switchgear.tools.nmap;
