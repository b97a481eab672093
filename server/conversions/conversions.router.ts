import express, { Router } from 'express';
import { conversionPostSchema } from '../../shared/contracts/conversions.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import { invalid, sendProblem } from '../http/problem.ts';
import { Refusal } from '../refusal.ts';
import type { ConversionsService } from './conversions.service.ts';
import { SITE_SCRIPT } from './site-script.ts';

const MAX_BYTES = 64_000;

/**
 * What the campaign's own website talks to, from another origin: the script, and the endpoint it posts to. The body comes
 * as text/plain, so browsers need no preflight; nothing is read or set about the visitor.
 */
export function conversionRouter(conversions: ConversionsService): Router {
  const router = Router({ caseSensitive: true });
  router.get('/conversions.js', (_req, res) => {
    res
      .set({ 'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin' })
      .type('js')
      .send(SITE_SCRIPT);
  });
  router.post(
    '/conversions',
    express.text({ type: ['text/plain', 'application/json'], limit: MAX_BYTES }),
    async (req, res) => {
      res.set('Access-Control-Allow-Origin', '*');
      let value: unknown;
      try {
        value = JSON.parse(typeof req.body === 'string' ? req.body : '');
      } catch {
        return sendProblem(
          req,
          res,
          new Refusal('invalid', [errorIssue('malformed_json', 'The body is not valid JSON.')]),
        );
      }
      const parsed = conversionPostSchema.safeParse(value);
      if (!parsed.success) return sendProblem(req, res, invalid(parsed.error));
      res.json(await conversions.record(parsed.data.siteKey, parsed.data.events));
    },
  );
  return router;
}
