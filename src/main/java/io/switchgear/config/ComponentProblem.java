package io.switchgear.config;

/**
 * One value that a record refuses.
 *
 * @param component name of the record component
 * @param value as it is shown; empty if it is not to be shown
 * @param message what is allowed, and what to do
 * @param allowed the allowed values alone, such as {@code 0 to 65535}; empty if the message cannot
 *     be reduced to them
 */
record ComponentProblem(String component, String value, String message, String allowed) {}
