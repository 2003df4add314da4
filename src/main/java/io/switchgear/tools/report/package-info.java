/** The shape in which every scanner answers: hosts, their ports, and how the scan went. */
package io.switchgear.tools.report;
