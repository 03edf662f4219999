package dev.sia.server.live;

import dev.sia.server.audit.Denials;
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
        Denials denials,
        FrameJson json,
        Clock clock) {}
