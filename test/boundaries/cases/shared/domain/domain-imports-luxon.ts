import { DateTime } from 'luxon';

export const now = DateTime.fromMillis(0);
