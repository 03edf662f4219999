package dev.sia.server.live;

import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.Watchers;
import dev.sia.server.identity.Authenticator;
import java.time.Clock;

/** What all sessions share. */
record LiveContext(
        LiveSettings settings,
        Authenticator authenticator,
        Feeds feeds,
        Watchers watchers,
        FrameJson json,
        Clock clock) {}
