package dev.sia.server.rest.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.api.rest.AgeingApi;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Principal;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.limit.TestLimits;
import jakarta.ws.rs.NotFoundException;
import java.net.URI;
import java.util.Map;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By a generated interface of a test's own, served as all are. */
class DeprecatedOperationTest {
    private static final URI BASE = URI.create("http://localhost/");

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    /** Does nothing. */
    public static final class Ageing implements AgeingApi {
        @Override
        public String getOld(String fail) {
            if (fail != null) {
                throw new NotFoundException();
            }
            return "{}";
        }

        @Override
        public String getNew() {
            return "{}";
        }
    }

    private static ContainerResponse get(String path) throws Exception {
        RateLimits limits = TestLimits.limits();
        Callers callers = new Callers(token -> Principal.user("u", "u@example.com", Map.of(), Principal.NEVER), limits);
        OperationFeature feature =
                new OperationFeature(callers, limits, new TestFeatures(postgres.database()).features.denials);
        ApplicationHandler jersey = new ApplicationHandler(new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .register(Ageing.class)
                .register(feature));
        return jersey.apply(
                        new ContainerRequest(BASE, BASE.resolve(path), "GET", null, new MapPropertiesDelegate(), null))
                .get();
    }

    @Test
    void saysSinceWhenAndUntilWhen() throws Exception {
        ContainerResponse answer = get("v1/ageing/old");

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaderString("Deprecation")).isEqualTo("@1795651200");
        // The 31st is the last day on which it stays.
        assertThat(answer.getHeaderString("Sunset")).isEqualTo("Mon, 01 Feb 2027 00:00:00 GMT");
    }

    @Test
    void saysSoInRefusalsToo() throws Exception {
        ContainerResponse answer = get("v1/ageing/old?fail=yes");

        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(answer.getHeaderString("Deprecation")).isEqualTo("@1795651200");
    }

    @Test
    void saysNothingOfOtherOperations() throws Exception {
        ContainerResponse answer = get("v1/ageing/new");

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaders()).doesNotContainKeys("Deprecation", "Sunset");
    }
}
