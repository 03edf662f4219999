package dev.sia.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {
    private static final OrganizationId ORGANIZATION = new OrganizationId(UUID.randomUUID());

    @Test
    void peopleMayWhatTheirRoleMayWhateverTheScope() {
        for (Role role : Role.values()) {
            for (Scope scope : Scope.values()) {
                for (Role least : Role.values()) {
                    assertThat(role.allows(new Access(least, scope)))
                            .as("%s where %s is needed", role, least)
                            .isEqualTo(role.ordinal() >= least.ordinal());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysMayWhatTheirScopesSayWhateverTheRole(Scope scope) {
        for (Scope other : Scope.values()) {
            assertThat(new Scopes(Set.of(scope)).allows(new Access(Role.OWNER, other)))
                    .isEqualTo(scope == other);
        }
    }

    @ParameterizedTest
    @EnumSource
    void scopesHaveTheirNamesInTheContracts(Scope scope) {
        assertThat(scope.wire()).matches("[a-z]+:(read|write|manage)");
        assertThat(Scope.ofWire(scope.wire())).isEqualTo(scope);
    }

    @Test
    void refusalSaysWhatIsNeededAndWhatThereIs() {
        Access access = new Access(Role.ADMIN, Scope.KEYS_MANAGE);
        assertThat(Role.VIEWER.refusal(access)).isEqualTo("This needs the role admin; yours is viewer.");
        assertThat(new Scopes(Set.of(Scope.JOBS_WRITE, Scope.JOBS_READ)).refusal(access))
                .isEqualTo("This needs the scope keys:manage; the API key has jobs:read jobs:write.");
        assertThat(new Scopes(Set.of()).refusal(access))
                .isEqualTo("This needs the scope keys:manage; the API key has none.");
    }

    @Test
    void keyOfOneOrganizationFindsNoOther() {
        Principal key = Principal.apiKey(
                "key",
                "ci",
                ORGANIZATION,
                new Membership(new Scopes(Set.of(Scope.JOBS_READ)), "Acme"),
                Principal.NEVER);
        Access read = new Access(Role.VIEWER, Scope.JOBS_READ);
        key.require(ORGANIZATION, read);
        assertThatThrownBy(() -> key.require(ORGANIZATION, new Access(Role.VIEWER, Scope.AUDIT_READ)))
                .isInstanceOfSatisfying(
                        DomainException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> key.require(new OrganizationId(UUID.randomUUID()), read))
                .isInstanceOfSatisfying(
                        DomainException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
