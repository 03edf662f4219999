/** What happens to jobs when a process dies, freezes or cannot be reached: each test takes a real one away. */
@NullMarked
package dev.sia.contracts.failure;

import org.jspecify.annotations.NullMarked;
