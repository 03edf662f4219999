package dev.sia.cli.demo;

import java.nio.file.Path;

/**
 * What to show.
 *
 * @param launcher path of the sia launcher
 * @param dataDirectory the server's data, absolute
 * @param prompt what the job asks for
 * @param keep leave server and agent up until Ctrl-C
 * @param killServerOnce kill the server in the middle of the job
 */
record DemoSettings(String launcher, Path dataDirectory, String prompt, boolean keep, boolean killServerOnce) {}
