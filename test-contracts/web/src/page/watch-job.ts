import { ProblemError, SiaClient, type Job } from '@sia/client';
import { LiveSession, type LogLine } from '@sia/client/live';

/** Creates a job and gives the lines of its log as they come; returns the job when it is in review or at an end. */
async function watchNewJob(server: string, token: string, organizationId: string, wish: { repository: string; prompt: string },
  show: (line: LogLine) => void): Promise<Job> {
  const sia = new SiaClient({ basePath: server, accessToken: token });
  const { id: jobId } = await sia.jobs.createJob({
    organizationId,
    createJobRequest: { prompt: wish.prompt, repository: { url: wish.repository, baseBranch: 'main' } },
    idempotencyKey: crypto.randomUUID(),
  });

  const { ticket } = await sia.live.createLiveTicket({ organizationId });
  const live = await LiveSession.open({ url: server, credential: { ticket } });
  live.send({ type: 'subscribe', subscriptionId: 'log', topic: 'job-log', organizationId, jobId });
  for await (const frame of live) {
    if (frame.type === 'log-batch') frame.lines.forEach(show);
    if (frame.type === 'error') throw new Error(frame.detail);
    if (frame.type === 'ended' && frame.last) break;
  }
  live.close();
  return sia.jobs.getJob({ organizationId, jobId });
}

function element<E extends Element>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

const form = element<HTMLFormElement>('form');
form.addEventListener('submit', event => {
  event.preventDefault();
  const value = (name: string) => String(new FormData(form).get(name));
  const show = (line: LogLine) => {
    const item = document.createElement('li');
    item.value = line.seq;
    item.textContent = line.text;
    element('ol').append(item);
  };
  watchNewJob(value('server'), value('token'), value('organizationId'), { repository: value('repository'), prompt: value('prompt') }, show)
    .then(job => {
      element('[role=status]').textContent = job.status;
    }, (error: unknown) => {
      element('[role=alert]').textContent = error instanceof ProblemError ? `${error.code}: ${error.problem.detail}` : String(error);
    });
});
