package dev.sia.api.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;

/** What would be generated from a contract with a deprecated operation; no operation of the real one is. */
@Path("/v1/ageing")
public interface AgeingApi {
    /** The deprecated one. */
    @SuccessStatus(200)
    @DeprecatedSince(value = "2026-11-26", sunset = "2027-01-31")
    @GET
    @Path("/old")
    @Produces({"application/json", "application/problem+json"})
    String getOld(@QueryParam("fail") String fail);

    /** The one to use instead. */
    @SuccessStatus(200)
    @GET
    @Path("/new")
    @Produces({"application/json", "application/problem+json"})
    String getNew();
}
