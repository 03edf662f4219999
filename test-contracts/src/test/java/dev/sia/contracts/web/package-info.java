/** The npm package in a real browser, on a page of another origin than the real server's. {@link Browser} runs any script. */
@NullMarked
package dev.sia.contracts.web;

import org.jspecify.annotations.NullMarked;
