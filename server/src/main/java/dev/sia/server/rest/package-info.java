/**
 * The REST edge: resources that implement the generated interfaces of {@code dev.sia.api.rest}. They parse, call a
 * feature's service and map; what all operations have in common is in {@code operation}, JSON in {@code json}, failures
 * in {@code problem}, the published contracts and the docs page in {@code docs}. Resources are made for each request;
 * everything else here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.rest;

import org.jspecify.annotations.NullMarked;
