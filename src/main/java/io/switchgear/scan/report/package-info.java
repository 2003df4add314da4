/**
 * Exports of a job: JSON Lines, JSON, CSV, nmap XML and HTML. Hosts are written as they are read,
 * so that memory does not grow with the job.
 */
package io.switchgear.scan.report;
