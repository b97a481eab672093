/** How long a search may go on. */
export type SearchOptions = Readonly<{
  now?: (() => number) | undefined;
  timeLimitMs: number;
  nodeLimit: number;
  /** Stop as soon as a split reaches this response, or none can. */
  stopAt?: number | undefined;
}>;

/** The best split found, what no split can exceed, and how many branches it took. `cents` is null when none was found. */
export type SearchResult = Readonly<{
  cents: Float64Array | null;
  response: number;
  upperBound: number;
  nodes: number;
  exact: boolean;
  /** True when the stop was for time or nodes with branches still open. */
  stopped: boolean;
}>;
