/**
 * The durable orchestration of a job as Temporal runs and replays it. Sees only the JDK's value types, Temporal's workflow
 * API, slf4j and its own records: everything else is behind the activity interfaces. What is recorded in histories is
 * compatible for ever: fields are only added, and changed logic asks {@code Workflow.getVersion}.
 */
@NullMarked
package dev.sia.server.workflow;

import org.jspecify.annotations.NullMarked;
