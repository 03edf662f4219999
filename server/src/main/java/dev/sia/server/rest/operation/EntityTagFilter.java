package dev.sia.server.rest.operation;

import dev.sia.api.model.Job;
import dev.sia.api.model.MovedJob;
import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueueStatus;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Says in the header ETag what the body says in its member {@code etag}. */
final class EntityTagFilter implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String tag = tagOf(response.getEntity());
        if (tag != null) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
        }
    }

    private static @Nullable String tagOf(@Nullable Object entity) {
        return switch (entity) {
            case Job job -> job.getEtag();
            case QueueOverview queue -> queue.getEtag();
            case QueueStatus queue -> queue.getEtag();
            case MovedJob moved -> moved.getEtag();
            case OrganizationSettings settings -> settings.getEtag();
            case null, default -> null;
        };
    }
}
