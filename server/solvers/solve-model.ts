import type { Highs } from 'highs';
import type { LinearModel } from '../../shared/domain/linear-model.ts';

/** How a solve went: `values` are there when a feasible solution was found. `bound` is proved in the model's own sense. */
export type ModelSolution =
  | Readonly<{ kind: 'optimal' | 'best_found'; values: Float64Array; objective: number; bound: number }>
  | Readonly<{ kind: 'infeasible' }>
  | Readonly<{ kind: 'none'; bound: number }>;

export type SolveModelOptions = Readonly<{
  timeLimitMs: number;
  /** Stop once objective and bound are this near, relatively. */
  relativeGap?: number;
  /** Or this near in the objective's own unit; 0.999 proves a whole-numbered objective. */
  absoluteGap?: number;
  /** A feasible solution to start from. */
  start?: ArrayLike<number>;
  seed?: number;
  onProgress?: (progress: Readonly<{ objective: number; bound: number }>) => void;
}>;

const FEASIBLE = 2;

/** Solves a linear model with HiGHS and reads what was proved. Blocks the thread: run it in a worker. */
export function solveModel(highs: Highs, model: LinearModel, options: SolveModelOptions): ModelSolution {
  return highs.withModel(modelData(highs, model), (native): ModelSolution => {
    native.options.set({
      output_flag: false,
      time_limit: options.timeLimitMs / 1000,
      mip_rel_gap: options.relativeGap ?? 0,
      mip_abs_gap: options.absoluteGap ?? 1e-6,
      random_seed: options.seed ?? 0,
    });
    if (options.start) native.setSolution({ colValue: Float64Array.from(options.start) });
    const { mipLogging } = highs.constants.callbackType;
    const { onProgress } = options;
    native.run(
      onProgress && {
        [mipLogging]({ data }: { data: { mip_primal_bound?: number; mip_dual_bound?: number } }) {
          onProgress({ objective: data.mip_primal_bound ?? NaN, bound: data.mip_dual_bound ?? NaN });
          return undefined;
        },
      },
    );
    const status = native.getModelStatus();
    const { modelStatus } = highs.constants;
    if (status === modelStatus.infeasible) return { kind: 'infeasible' };
    const whole = model.columns.some((column) => column.integer);
    const objective = native.getObjectiveValue();
    const best = whole ? Number(native.info.get('mip_dual_bound')) : objective;
    const kind = status === modelStatus.optimal ? 'optimal' : 'best_found';
    const open = model.sense === 'minimize' ? -Infinity : Infinity;
    const bound = kind === 'optimal' || whole ? best : open;
    if (native.info.get('primal_solution_status') !== FEASIBLE) return { kind: 'none', bound };
    const values = native
      .getSolution()
      .colValue.map((value, at) => (model.columns[at]?.integer ? Math.round(value) : value));
    return { kind, values, objective, bound };
  });
}

function modelData(highs: Highs, model: LinearModel) {
  const { columns, rows } = model;
  const size = rows.reduce((sum, row) => sum + row.terms.length, 0);
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(size);
  const values = new Float64Array(size);
  let next = 0;
  rows.forEach((row, at) => {
    for (const [column, factor] of row.terms) {
      indices[next] = column;
      values[next] = factor;
      next += 1;
    }
    starts[at + 1] = next;
  });
  const { continuous, integer } = highs.constants.variableType;
  const { minimize, maximize } = highs.constants.objectiveSense;
  return {
    numCols: columns.length,
    numRows: rows.length,
    sense: model.sense === 'minimize' ? minimize : maximize,
    colCost: Float64Array.from(columns, (column) => column.cost),
    colLower: Float64Array.from(columns, (column) => column.lower),
    colUpper: Float64Array.from(columns, (column) => column.upper),
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: Float64Array.from(rows, (row) => row.upper),
    matrix: { format: 'csr' as const, numRows: rows.length, numCols: columns.length, starts, indices, values },
    integrality: columns.map((column) => (column.integer ? integer : continuous)),
  };
}
