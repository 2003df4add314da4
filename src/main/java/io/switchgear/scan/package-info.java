/**
 * Scan jobs. A job is a scan that outlives its client, its connection and its server: it is planned
 * once, cut into blocks of hosts, and its results are rows that can be read while it runs.
 *
 * <pre>
 * Jobs ──────────── what the surfaces call: HTTP, MCP, CLI, dashboard
 *  ├─ job          data: requests, states, problems, queries
 *  ├─ run          actors: ScanJob (one per job, its only writer), BlockWorkers, JobAdmission
 *  ├─ plan         targets of a job, its exclusions, its blocks
 *  ├─ sql          the tables; one transaction per finished block
 *  ├─ budget       packets per second: per job, per prefix, per node
 *  ├─ report       exports: JSON Lines, JSON, CSV, nmap XML, HTML
 *  ├─ compare      two jobs: what came, went, changed, and what cannot be compared
 *  ├─ schedule     jobs that start by the clock
 *  └─ tools        what agents call
 * </pre>
 *
 * <p>The truth is in SQL; actors coordinate and may be lost at any time.
 */
package io.switchgear.scan;
