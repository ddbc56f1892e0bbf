// What needs attention: a card for each coupon, under the heading of the worst that is wrong with it.
const FIRST_PROBLEMS = 5;
const MORE_PROBLEMS = 100;
const heading = kind => Object.hasOwn(data.headings, kind) ? data.headings[kind]
  : kind ? kind[0].toUpperCase() + kind.slice(1).replaceAll('_', ' ') : 'Problem';

const unsuccessful = change => {
  const [message, code, request] = change[ERROR] ?? [data.headings[change[OUTCOME]], null, null];
  const kind = change[OUTCOME] === 'failed' && code !== null && Object.hasOwn(data.headings, code) ? code : change[OUTCOME];
  return { line: change[LINE], id: change[ID], kind, message, change, detail: [code === kind ? null : code, request].filter(Boolean).join(', ') };
};
const problemCards = () => {
  const cards = new Map();
  const all = data.problems.map(([line, id, kind, column, message, isWarning]) => ({ line, id, kind, column, message, isWarning: isWarning === 1 }))
    .concat(changes.filter(change => data.attention.includes(change[OUTCOME])).map(unsuccessful));
  all.forEach((problem, index) => {
    const name = problem.id === null ? `problem ${index}` : `coupon ${problem.id}`;
    if (!cards.has(name)) cards.set(name, []);
    cards.get(name).push(problem);
  });
  return [...cards.values()];
};
const drawProblems = (problems, worst) => {
  const { id, line, change } = problems.find(problem => problem.change) ?? worst;
  const head = change ? headOf(change, about(change)) : make('div', null, ...(id === null ? [] : [shown('bdi', 'id', id)]), make('div', 'places', shown('span', 'where', where(line))));
  const body = make('div');
  for (const problem of problems) {
    const text = make('p');
    if (problem.kind !== worst.kind) add(text, make('b', null, heading(problem.kind)), ' ', shown('code', 'code', problem.kind), ' ');
    if (problem.line !== line) add(text, shown('span', 'where', where(problem.line)), ' ');
    if (problem.column) add(text, shown('bdi', 'mono column', problem.column), ' ');
    show(text, problem.message);
    if (problem.detail) add(text, ' ', shown('code', 'code', problem.detail));
    add(body, text);
  }
  return make('div', 'problem change', head, body);
};
const setUpProblems = () => {
  const groups = new Map();
  const rank = kind => kind === 'missing' ? 0 : kind === 'conflict' ? 1 : 2;
  for (const problems of problemCards()) {
    const worst = problems.find(problem => !problem.isWarning) ?? problems[0];
    const name = `${worst.isWarning ? 1 : 0}${worst.kind}`;
    if (!groups.has(name)) groups.set(name, { kind: worst.kind, isWarning: worst.isWarning, cards: [] });
    groups.get(name).cards.push([problems, worst]);
  }
  const ordered = [...groups.values()].sort((a, b) => (a.isWarning ? 1 : 0) - (b.isWarning ? 1 : 0) || rank(a.kind) - rank(b.kind));
  for (const { kind, isWarning, cards } of ordered) {
    const title = make('h3', null, shown('bdi', null, heading(kind)), make('span', 'size', count(cards.length)),
      shown('code', 'code', kind), ...(isWarning ? [make('span', 'tag warning', 'warning')] : []));
    const more = make('button', 'more');
    more.type = 'button';
    const unprinted = make('p', 'note print-only');
    const group = make('div', 'problem-group', title, more, unprinted);
    let drawn = 0;
    const drawMore = n => {
      const next = cards.slice(drawn, drawn + n);
      more.before(...next.map(([problems, worst]) => drawProblems(problems, worst)));
      drawn += next.length;
      more.hidden = drawn === cards.length;
      more.textContent = `Show ${count(Math.min(MORE_PROBLEMS, cards.length - drawn))} more of ${count(cards.length)}`;
    };
    more.addEventListener('click', () => {
      const from = more.previousElementSibling;
      drawMore(MORE_PROBLEMS);
      goOn(from.nextElementSibling);
    });
    addEventListener('beforeprint', () => {
      drawMore(Math.max(0, Math.floor(PRINTED / ordered.length) - drawn));
      unprinted.textContent = drawn === cards.length ? '' : `Not printed: ${count(cards.length - drawn)} more of ${count(cards.length)}.`;
    });
    drawMore(FIRST_PROBLEMS);
    add($('problem-groups'), group);
  }
  $('problems').hidden = !groups.size;
};
