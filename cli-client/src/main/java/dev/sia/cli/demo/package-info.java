/**
 * {@code sia demo}: the whole way of a job on this machine, with the real server, the real agent and real git. It starts both as
 * processes of their own, watches over them and checks the outcome by itself.
 */
@NullMarked
package dev.sia.cli.demo;

import org.jspecify.annotations.NullMarked;
