import { systemClock } from '../../../server/clock.ts';

export const clock = systemClock;
