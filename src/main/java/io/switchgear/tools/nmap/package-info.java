/** The nmap tool: converts typed arguments to an argument vector, and nmap's XML to a report. */
package io.switchgear.tools.nmap;
