package dev.sia.server.job;

/** The git repository that a job works on and the branch that its work starts from. */
public record Repository(String url, String baseBranch) {}
