/** What an HTTP endpoint declares of itself, and the shapes of answers. */
package io.switchgear.front.http.endpoint;
