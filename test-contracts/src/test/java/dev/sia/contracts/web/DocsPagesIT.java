package dev.sia.contracts.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.api.model.Scope;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The docs that the server serves, read in Chromium by somebody who then tries an operation with a key. */
class DocsPagesIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    @BeforeAll
    static void need() {
        Browser.assumeThereIsOne();
    }

    @Test
    void theyHoldTogetherAndOperationsCanBeTried() {
        try (Tenant tenant = server.tenant()) {
            String key = tenant.owner()
                    .keys(tenant.organizationId())
                    .create("docs", List.of(Scope.JOBS_READ), null)
                    .getKey();
            JsonNode seen =
                    Browser.run("docs", Map.of("server", server.addresses().httpUrl(), "key", key));
            assertThat(seen.path("operations").asInt()).isPositive();
            assertThat(seen.path("links").asInt()).isPositive();
        }
    }
}
