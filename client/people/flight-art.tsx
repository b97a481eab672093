const ROWS: readonly (readonly (readonly [start: number, weeks: number, hue: string])[])[] = [
  [
    [0, 3, '#8f84df'],
    [4, 4, '#8f84df'],
  ],
  [[1, 5, '#7cc197']],
  [
    [0, 2, '#edc08a'],
    [3, 2, '#edc08a'],
    [6, 2, '#edc08a'],
  ],
  [[2, 6, '#8ab5e3']],
  [[0, 8, '#5f52c6']],
  [
    [3, 3, '#7cc197'],
    [7, 1, '#7cc197'],
  ],
  [
    [1, 2, '#8f84df'],
    [5, 3, '#8f84df'],
  ],
];
const WEEK = 62;
const ROW = 46;

/** A flowchart at rest: flights over eight weeks, with their running total beneath. Ornament only. */
export function FlightArt() {
  return (
    <svg viewBox={`0 0 ${WEEK * 8} ${ROW * 9.6}`} aria-hidden="true" focusable="false">
      {Array.from({ length: 9 }, (_, week) => (
        <line key={week} x1={week * WEEK} x2={week * WEEK} y1="0" y2={ROW * 9.6} stroke="#ffffff" strokeOpacity=".07" />
      ))}
      {ROWS.map((flights, row) =>
        flights.map(([start, weeks, hue]) => (
          <rect
            key={`${row} ${start}`}
            x={start * WEEK + 3}
            y={row * ROW + 10}
            width={weeks * WEEK - 6}
            height={ROW - 22}
            rx="7"
            fill={hue}
            fillOpacity=".92"
          />
        )),
      )}
      <path
        d={`M0 ${ROW * 9.4} C ${WEEK * 2} ${ROW * 9.2}, ${WEEK * 3} ${ROW * 8.7}, ${WEEK * 4.4} ${ROW * 8.35} S ${WEEK * 7} ${ROW * 7.6}, ${WEEK * 8} ${ROW * 7.45}`}
        fill="none"
        stroke="#ffffff"
        strokeOpacity=".75"
        strokeWidth="2"
      />
      <circle cx={WEEK * 4.4} cy={ROW * 8.35} r="5" fill="#221c56" stroke="#fff" strokeWidth="2" />
    </svg>
  );
}
