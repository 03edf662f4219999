package dev.sia.server.identity;

/** What somebody may do in an organization: a person by role, an API key by scopes. */
public sealed interface Grant permits Role, Scopes {
    boolean allows(Access access);

    /** One sentence for who was refused: what is needed, and what there is. */
    String refusal(Access access);
}
