import { refuse } from '../../server/refusal.ts';

export const trouble = refuse;
