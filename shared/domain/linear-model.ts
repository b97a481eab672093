/** One decision of a linear model, between two bounds; `integer` when only whole values count. */
export type ModelColumn = Readonly<{ name: string; cost: number; lower: number; upper: number; integer: boolean }>;

/** One named rule: lower ≤ Σ coefficient × column ≤ upper. Terms are [column index, coefficient]. */
export type ModelRow = Readonly<{
  name: string;
  lower: number;
  upper: number;
  terms: readonly (readonly [number, number])[];
}>;

/** A linear model with whole decisions, as data: built by the domain, solved by whoever has a solver. */
export type LinearModel = Readonly<{
  sense: 'minimize' | 'maximize';
  columns: readonly ModelColumn[];
  rows: readonly ModelRow[];
}>;

/** Collects columns and rows while a model is being built. */
export type ModelDraft = { sense: LinearModel['sense']; columns: ModelColumn[]; rows: ModelRow[] };

/** An empty draft. Example: `startModel('minimize')`. */
export function startModel(sense: LinearModel['sense']): ModelDraft {
  return { sense, columns: [], rows: [] };
}

/** Adds a decision and returns its index. */
export function addColumn(draft: ModelDraft, column: ModelColumn): number {
  return draft.columns.push(column) - 1;
}

/** Adds a yes-or-no decision and returns its index. */
export function addChoice(draft: ModelDraft, name: string, cost: number): number {
  return addColumn(draft, { name, cost, lower: 0, upper: 1, integer: true });
}

/** Adds a rule. */
export function addRow(draft: ModelDraft, row: ModelRow): void {
  draft.rows.push(row);
}

/** The objective of a solution. Example: cost 2 × value 3 = 6. */
export function modelObjective(model: LinearModel, values: ArrayLike<number>): number {
  return model.columns.reduce((sum, column, at) => sum + column.cost * (values[at] ?? 0), 0);
}

/**
 * Every rule and bound a solution breaks by more than `tolerance`, by name; empty means feasible.
 * Used to check solvers, ours and others, against the model.
 */
export function brokenRules(model: LinearModel, values: ArrayLike<number>, tolerance = 1e-6): readonly string[] {
  const columns = model.columns.flatMap((column, at) => {
    const value = values[at] ?? 0;
    const whole = !column.integer || Math.abs(value - Math.round(value)) <= tolerance;
    return whole && value >= column.lower - tolerance && value <= column.upper + tolerance ? [] : [column.name];
  });
  const rows = model.rows.flatMap((row) => {
    const sum = row.terms.reduce((total, [column, factor]) => total + factor * (values[column] ?? 0), 0);
    const slack = tolerance * Math.max(1, Math.abs(sum));
    return sum >= row.lower - slack && sum <= row.upper + slack ? [] : [row.name];
  });
  return [...columns, ...rows];
}

/**
 * The model in the CPLEX LP format, for reading and for any other solver. Names become `x0, x1, …` and `r0, r1, …`, with the
 * real names as comments, since the format allows few characters.
 */
export function modelText(model: LinearModel): string {
  const objective = model.columns
    .map((column, at) => term(column.cost, at))
    .filter(Boolean)
    .join(' ');
  const rows = model.rows.flatMap((row, at) => {
    const sum = row.terms.map(([column, factor]) => term(factor, column)).join(' ') || '0 x0';
    if (row.lower === row.upper) return [`\\ ${row.name}`, ` r${at}: ${sum} = ${row.upper}`];
    const lower = Number.isFinite(row.lower) ? [` r${at}l: ${sum} >= ${row.lower}`] : [];
    const upper = Number.isFinite(row.upper) ? [` r${at}u: ${sum} <= ${row.upper}`] : [];
    return [`\\ ${row.name}`, ...lower, ...upper];
  });
  const bounds = model.columns.map(({ lower, upper }, at) => ` ${bound(lower)} <= x${at} <= ${bound(upper)}`);
  const whole = model.columns.flatMap((column, at) => (column.integer ? [` x${at}`] : []));
  const sense = model.sense === 'minimize' ? 'Minimize' : 'Maximize';
  return [
    sense,
    ` cost: ${objective || '0 x0'}`,
    'Subject To',
    ...rows,
    'Bounds',
    ...bounds,
    'Generals',
    ...whole,
    'End',
    '',
  ].join('\n');
}

const term = (factor: number, column: number): string =>
  factor === 0 ? '' : `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} x${column}`;

const bound = (value: number): string => (value === Infinity ? '+inf' : value === -Infinity ? '-inf' : String(value));
