package dev.sia.server.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.audit.AuditTrail;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.http.ErrorBodies;
import dev.sia.server.identity.Principal;
import dev.sia.server.job.JobService;
import dev.sia.server.key.ApiKeyService;
import dev.sia.server.member.MemberService;
import dev.sia.server.rest.docs.DocsSite;
import dev.sia.server.rest.docs.PublishedContracts;
import dev.sia.server.rest.json.JsonBodies;
import dev.sia.server.rest.json.RestJson;
import dev.sia.server.rest.operation.ActorSupplier;
import dev.sia.server.rest.operation.BodyLimitFilter;
import dev.sia.server.rest.operation.CallerSupplier;
import dev.sia.server.rest.operation.Callers;
import dev.sia.server.rest.operation.ExactPathFilter;
import dev.sia.server.rest.operation.OperationFeature;
import dev.sia.server.rest.operation.ResponseHeaders;
import dev.sia.server.rest.problem.ConstraintProblemMapper;
import dev.sia.server.rest.problem.ProblemBodies;
import dev.sia.server.rest.problem.ProblemMapper;
import dev.sia.server.rest.stream.EventStreams;
import dev.sia.server.rest.stream.StreamAnswers;
import dev.sia.server.settings.SettingsService;
import dev.sia.server.ticket.LiveTickets;
import dev.sia.server.timeline.TimelineService;
import jakarta.servlet.Servlet;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/** All of REST, put together by hand: what is not named here is not served. */
public final class RestApplication {
    private final JsonMapper json = RestJson.mapper();
    private final ResourceConfig configuration;

    /** @param limits what one caller may ask of it */
    public RestApplication(RestServices services, RestLimits limits) {
        configuration = new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                // Jetty buffers and counts small answers anyway; a stream has to get out what it flushes.
                .property(ServerProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0)
                .property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                .register(IdentityResource.class)
                .register(OrganizationsResource.class)
                .register(JobsResource.class)
                .register(LogsResource.class)
                .register(QueuesResource.class)
                .register(HistoryResource.class)
                .register(AgentsResource.class)
                .register(LiveResource.class)
                .register(KeysResource.class)
                .register(AuditResource.class)
                .register(ContractsResource.class)
                .register(new JsonBodies(json))
                .register(new StrictParameters())
                .register(new ValidationSettings())
                .register(new ExactPathFilter())
                .register(new BodyLimitFilter(limits.bodyBytes()))
                .register(new OperationFeature(
                        new Callers(services.authenticator(), limits.rates()),
                        limits.rates(),
                        services.audit().denials()))
                .register(ProblemMapper.class)
                .register(ConstraintProblemMapper.class)
                .register(new Parts(services, json));
    }

    ResourceConfig configuration() {
        return configuration;
    }

    /** Answers every request; to be mapped to all paths. */
    public Servlet servlet() {
        return new ServletContainer(configuration);
    }

    /** For what the HTTP server has to refuse by itself. */
    public ErrorBodies errorBodies() {
        return new ProblemBodies(json);
    }

    /** What resources are made of. */
    private static final class Parts extends AbstractBinder {
        private final RestServices services;
        private final JsonMapper json;

        Parts(RestServices services, JsonMapper json) {
            this.services = services;
            this.json = json;
        }

        @Override
        protected void configure() {
            bind(services.jobs()).to(JobServices.class);
            bind(services.jobs().jobs()).to(JobService.class);
            bind(services.queues()).to(QueueServices.class);
            bind(services.organizations().members()).to(MemberService.class);
            bind(services.organizations().settings()).to(SettingsService.class);
            bind(services.organizations().tickets()).to(LiveTickets.class);
            bind(services.history().attempts()).to(AttemptReads.class);
            bind(services.history().events()).to(EventService.class);
            bind(services.history().timelines()).to(TimelineService.class);
            bind(services.agents()).to(AgentServices.class);
            bind(services.apiKeys()).to(ApiKeyService.class);
            bind(services.audit().trail()).to(AuditTrail.class);
            HistoryServices history = services.history();
            LogAnswers logs = new LogAnswers(history.attempts(), history.logs(), json);
            bind(logs).to(LogAnswers.class);
            bind(new JobAnswers(services.queues().queues(), history.attempts(), logs, services.workflows()))
                    .to(JobAnswers.class);
            bind(new OrganizationAnswers(services.organizations().organizations()))
                    .to(OrganizationAnswers.class);
            bind(new PublishedContracts()).to(PublishedContracts.class);
            bind(new DocsSite()).to(DocsSite.class);
            bind(history.streams()).to(EventStreams.class);
            bind(StreamAnswers.class).to(StreamAnswers.class).in(RequestScoped.class);
            bindFactory(CallerSupplier.class).to(Principal.class).in(RequestScoped.class);
            bindFactory(ActorSupplier.class).to(Actor.class).in(RequestScoped.class);
            bind(ResponseHeaders.class).to(ResponseHeaders.class).in(RequestScoped.class);
        }
    }
}
