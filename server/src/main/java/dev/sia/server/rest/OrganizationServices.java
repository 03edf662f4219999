package dev.sia.server.rest;

import dev.sia.server.member.MemberService;
import dev.sia.server.organization.OrganizationService;
import dev.sia.server.settings.SettingsService;
import dev.sia.server.ticket.LiveTickets;

/** What REST needs of the organizations. */
public record OrganizationServices(
        OrganizationService organizations, MemberService members, SettingsService settings, LiveTickets tickets) {}
