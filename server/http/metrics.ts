import type { RequestHandler } from 'express';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The process's measurements in Prometheus form. Each composed app has its own, so tests don't share counts. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'flightboard_http_request_seconds',
    help: 'How long requests took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const counters = new Map<string, Counter>();
  const observe: RequestHandler = (req, res, next) => {
    const stop = requests.startTimer();
    res.once('finish', () => {
      const route = (req.route as { path?: string } | undefined)?.path ?? 'other';
      stop({ method: req.method, route, status: String(res.statusCode) });
    });
    next();
  };
  return {
    registry,
    observe,
    /** Adds to a counter of that name, made at first use. */
    count(name: string, help: string, labels: Readonly<Record<string, string>> = {}, amount = 1): void {
      let counter = counters.get(name);
      if (!counter) {
        counter = new Counter({
          name: `flightboard_${name}`,
          help,
          labelNames: Object.keys(labels),
          registers: [registry],
        });
        counters.set(name, counter);
      }
      counter.inc(labels, amount);
    },
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
