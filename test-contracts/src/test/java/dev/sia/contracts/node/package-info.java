/**
 * Production server nodes as tests need them: in this process or another, alone or several on one database and one Temporal,
 * and a Temporal that can be killed. Everything that is started here is ended with its test.
 */
@NullMarked
package dev.sia.contracts.node;

import org.jspecify.annotations.NullMarked;
