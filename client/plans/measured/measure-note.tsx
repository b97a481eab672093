import type { FlowchartMeasure } from '../../../shared/domain/audience/measured-flowchart.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { ErrorNotice } from '../../parts/notices/notices.tsx';
import { count } from '../../words/format.ts';
import { MEASURES, type MeasuredChart } from './measured-query.ts';
import classes from '../plan-workbench.module.css';

/** What the cells count when they don't show money, on what it rests, and which lines can't be counted. */
export function MeasureNote(props: {
  measure: FlowchartMeasure;
  measured: MeasuredChart | undefined;
  error: Error | null;
}) {
  const { measure, measured } = props;
  if (props.error) return <ErrorNotice error={props.error} />;
  const people = measured ? `${count(measured.people)} people in the market` : 'people in the market';
  const words: Readonly<Record<FlowchartMeasure, string>> = {
    dollars: '',
    grps: `Gross rating points of ${people}, spread over the weeks as the money lies.`,
    impressions: `Impressions the money buys (${people}), spread over the weeks as the money lies.`,
    spots: 'Spots as they are scheduled; a make-good stands for the spot it replaces.',
  };
  return (
    <div className={classes.measured} aria-busy={!measured} aria-label={`About the ${MEASURES[measure].word}`}>
      <p>{words[measure]} To change the plan, show dollars.</p>
      {measured && measured.notes.length > 0 && <IssueList issues={measured.notes} />}
    </div>
  );
}
