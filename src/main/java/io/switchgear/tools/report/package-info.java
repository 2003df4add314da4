/** The report model shared by all scanners, and its conversion to results as JSON and text. */
package io.switchgear.tools.report;
