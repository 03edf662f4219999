package dev.sia.server.identity;

/** Kind of a {@link Principal}. */
public enum PrincipalKind {
    /** A person, with an access token or a personal API key of the identity provider. */
    USER,
    /** A tool, with an API key that an organization made. */
    API_KEY
}
