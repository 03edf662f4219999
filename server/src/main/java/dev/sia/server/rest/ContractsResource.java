package dev.sia.server.rest;

import dev.sia.api.model.ContractFile;
import dev.sia.api.model.ContractList;
import dev.sia.api.rest.ContractsApi;
import dev.sia.server.error.DomainException;
import dev.sia.server.rest.docs.DocsSite;
import dev.sia.server.rest.docs.PublishedContracts;
import dev.sia.server.rest.operation.ResponseHeaders;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The contracts and the docs pages, for everybody. */
public final class ContractsResource implements ContractsApi {
    private static final String REVALIDATE = "no-cache";
    private static final String AN_HOUR = "public, max-age=3600";

    private final PublishedContracts contracts;
    private final DocsSite docs;
    private final ResponseHeaders response;
    private final HttpHeaders request;

    @Inject
    public ContractsResource(
            PublishedContracts contracts, DocsSite docs, ResponseHeaders response, @Context HttpHeaders request) {
        this.contracts = contracts;
        this.docs = docs;
        this.response = response;
        this.request = request;
    }

    @Override
    public ContractList listContracts() {
        return new ContractList()
                .version(contracts.version())
                .items(contracts.files().stream().map(ContractsResource::file).toList());
    }

    private static ContractFile file(PublishedContracts.File file) {
        return new ContractFile().path(file.path()).mediaType(file.mediaType()).sha256(file.sha256());
    }

    @Override
    public String getContract(String folder, String name) {
        PublishedContracts.File file =
                contracts.find(folder + "/" + name).orElseThrow(() -> DomainException.notFound("This contract file"));
        MediaType type = MediaType.valueOf(file.mediaType());
        if (request.getAcceptableMediaTypes().stream().noneMatch(type::isCompatible)) {
            throw new NotAcceptableException();
        }
        response.put(HttpHeaders.CONTENT_TYPE, type.withCharset("utf-8"));
        response.put(HttpHeaders.CACHE_CONTROL, REVALIDATE);
        return file.text();
    }

    @Override
    public String getDocs() {
        response.put(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_HTML_TYPE.withCharset("utf-8"));
        response.put(HttpHeaders.CACHE_CONTROL, REVALIDATE);
        response.put("Content-Security-Policy", DocsSite.CONTENT_SECURITY_POLICY);
        return docs.start();
    }

    @Override
    public InputStream getDocsAsset(String name) {
        DocsSite.Asset asset = docs.asset(name).orElseThrow(() -> DomainException.notFound("This part of the docs"));
        response.put(HttpHeaders.CONTENT_TYPE, MediaType.valueOf(asset.mediaType()));
        response.put(HttpHeaders.CONTENT_LENGTH, asset.bytes().length);
        response.put(HttpHeaders.CACHE_CONTROL, asset.own() ? REVALIDATE : AN_HOUR);
        if (asset.own()) {
            response.put("Content-Security-Policy", DocsSite.CONTENT_SECURITY_POLICY);
        }
        return new ByteArrayInputStream(asset.bytes());
    }
}
