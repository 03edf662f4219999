package dev.sia.server.live;

import dev.sia.server.identity.Authenticator;
import dev.sia.server.signal.Signals;
import java.time.Clock;

/** What all sessions share. */
record LiveContext(
        LiveSettings settings,
        Authenticator authenticator,
        LiveReads reads,
        Signals signals,
        FrameJson json,
        Clock clock) {}
