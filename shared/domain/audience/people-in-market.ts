/** People of a market when nobody said otherwise; shown wherever a figure rests on it. */
export const USUAL_PEOPLE_IN_MARKET = 6_000_000;
