import { expect } from 'chai';
import type { ZodType } from 'zod';
import type { TestApp } from './app.ts';

export type Problem = Readonly<{
  status: number;
  errors: readonly Readonly<{ code: string; path: string; message: string }>[];
}>;

/** Asks one calculation of the API: `solve` gives its answer, checked against the contract, `refuse` the problem that was expected. */
export function calculationAt<Answer>(path: string, answerSchema: ZodType<Answer>, app: () => TestApp) {
  const send = (body: unknown) =>
    app()
      .agent.post(path)
      .set(app().as('viewer'))
      .set('Content-Type', 'application/json')
      .send(body as object);
  return {
    send,
    async solve(body: unknown): Promise<Answer> {
      const answer = await send(body);
      if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text.slice(0, 500)}`);
      return answerSchema.parse(answer.body);
    },
    async refuse(body: unknown, status: number): Promise<Problem> {
      const answer = await send(body);
      expect(answer.status, answer.text.slice(0, 500)).to.equal(status);
      expect(answer.headers['content-type']).to.match(/application\/problem\+json/);
      return answer.body as Problem;
    },
  };
}
