/** The declaration of an HTTP endpoint, the route table, and the forms of responses. */
package io.switchgear.front.http.endpoint;
