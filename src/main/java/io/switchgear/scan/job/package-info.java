/** The data of jobs: requests, states, progress, problems, hosts and the queries for them. */
package io.switchgear.scan.job;
