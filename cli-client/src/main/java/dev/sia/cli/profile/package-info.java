/** Which server, as whom: profiles on disk, the environment, and the development server on this machine. */
@NullMarked
package dev.sia.cli.profile;

import org.jspecify.annotations.NullMarked;
