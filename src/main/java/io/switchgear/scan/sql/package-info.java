/**
 * The tables of jobs and their results. Methods block; call them on a virtual thread. Each write is
 * one transaction, and writes of a job are fenced by the epoch of its owner.
 */
package io.switchgear.scan.sql;
