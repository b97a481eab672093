import { expect } from 'chai';
import { errorIssue, hasErrors, infoIssue, warningIssue } from '../../shared/domain/issue.ts';

describe('issues', () => {
  it('stop a step only when one of them is an error', () => {
    const info = infoIssue('under_allocated', 'There is $1.00 left.');
    const warning = warningIssue('budget_zero', 'No budget.', 'lines.0');
    expect(hasErrors([])).to.equal(false);
    expect(hasErrors([info, warning])).to.equal(false);
    expect(hasErrors([info, errorIssue('over_budget', 'Too much.')])).to.equal(true);
    expect(warning).to.deep.equal({ severity: 'warning', code: 'budget_zero', message: 'No budget.', path: 'lines.0' });
    expect(info.path).to.equal('');
  });
});
