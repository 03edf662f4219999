package dev.sia.server.live;

import dev.sia.server.audit.Denials;
import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.Watchers;
import dev.sia.server.identity.CredentialWatch;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.ticket.LiveTickets;
import java.time.Clock;

/** What all sessions share. */
record LiveContext(
        LiveSettings settings,
        CredentialWatch credentials,
        LiveTickets tickets,
        Feeds feeds,
        Watchers watchers,
        Denials denials,
        RateLimits limits,
        FrameJson json,
        Clock clock) {}
