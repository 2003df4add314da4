/** The endpoints for operators: health, metrics, the operator API and the dashboard. */
package io.switchgear.front.http.api;
