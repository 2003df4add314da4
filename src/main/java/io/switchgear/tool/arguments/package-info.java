/**
 * Reads the arguments of calls by the input schema of their tool: converts them to its types if
 * that loses no information and is unambiguous, validates them, and describes violations.
 * Independent of tools and transports.
 */
package io.switchgear.tool.arguments;
