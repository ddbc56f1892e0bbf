// The tools, the address that keeps them, the copy buttons, paper.
const PRINTED = 200;
const standard = { q: '', kind: '', key: '', outcome: '', group: helps() ? 'value' : 'coupon', page: 0 };

// Filters that are not the standard ones stand in the address, so that a view can be kept and passed on.
const remember = () => {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) if (value !== standard[name]) kept.set(name, name === 'page' ? value + 1 : value);
  history.replaceState(null, '', `#${kept}`);
};
const restore = () => {
  const kept = new URLSearchParams(location.hash.slice(1));
  Object.assign(state, standard);
  for (const name of ['q', 'kind', 'key', 'outcome', 'group']) state[name] = kept.get(name) ?? state[name];
  state.page = Math.max(0, (parseInt(kept.get('page'), 10) || 1) - 1);
  if (!['value', 'coupon', 'key', 'kind'].includes(state.group)) state.group = standard.group;
  if (!KINDS.some(([kind]) => kind === state.kind)) state.kind = '';
  for (const name of ['key', 'outcome']) if (![...$(name).options].some(o => o.value === state[name])) state[name] = '';
};

const update = () => {
  for (const name of ['key', 'outcome', 'group']) $(name).value = state[name];
  for (const chip of $('kinds').children) chip.setAttribute('aria-pressed', String(chip.dataset.kind === state.kind));
  const found = matches();
  regroup(found);
  $('found').textContent = !changes.length ? 'There are no changes.' : found.length === changes.length ? nouns(found.length, 'change')
    : found.length === 0 ? 'Nothing matches. Remove a filter, or search for something else.'
      : `${count(found.length)} of ${nouns(changes.length, 'change')}`;
  drawPage();
};
const choose = chosen => {
  Object.assign(state, { page: 0 }, chosen);
  update();
  remember();
};

const option = (text, val) => {
  const made = make('option', null, shown('span', null, text).textContent);
  made.value = val;
  return made;
};
const tally = () => {
  const kinds = new Map(), keys = new Map(), outcomes = new Map();
  const countIn = (map, name) => map.set(name, (map.get(name) ?? 0) + 1);
  for (const change of changes) {
    for (const kind of new Set(keysOf(change).map(key => kindOf(change, key)))) countIn(kinds, kind);
    for (const [key] of change[KEYS]) countIn(keys, key);
    if (change[OUTCOME] !== null) countIn(outcomes, change[OUTCOME]);
  }
  return { kinds, keys, outcomes };
};
const fillTools = () => {
  const { kinds, keys, outcomes } = tally();
  for (const [kind, name] of KINDS) {
    if (!kinds.has(kind)) continue;
    const chip = make('button', null, name, make('span', null, count(kinds.get(kind))));
    chip.type = 'button';
    chip.dataset.kind = kind;
    chip.addEventListener('click', () => choose({ kind: state.kind === kind ? '' : kind }));
    add($('kinds'), chip);
  }
  add($('key'), option('All keys', ''));
  for (const [key, n] of [...keys].sort((a, b) => b[1] - a[1])) add($('key'), option(`${key} (${count(n)})`, key));
  add($('outcome'), option('All outcomes', ''));
  for (const [outcome, n] of outcomes) add($('outcome'), option(`${data.outcomes[outcome]} (${count(n)})`, outcome));
  $('outcome-pick').hidden = !outcomes.size;
};
const setUpTools = () => {
  let pause = 0;
  $('q').addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => choose({ q: $('q').value }), 60);
  });
  for (const name of ['key', 'outcome', 'group']) $(name).addEventListener('change', () => choose({ [name]: $(name).value }));
  $('tools').addEventListener('submit', event => event.preventDefault());
  const turn = by => {
    state.page += by;
    drawPage();
    remember();
    $('changes').scrollIntoView();
    $('changes').focus({ preventScroll: true });
  };
  $('previous').addEventListener('click', () => turn(-1));
  $('next').addEventListener('click', () => turn(1));
  for (const button of document.querySelectorAll('button[data-key]')) {
    button.addEventListener('click', () => {
      choose({ key: button.dataset.key });
      $('changes').scrollIntoView();
      $('key').focus({ preventScroll: true });
    });
  }
  document.addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, select, textarea');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      $('q').focus();
    }
  });
  addEventListener('hashchange', () => {
    // The link that skips to the changes is no filter.
    if (location.hash && !location.hash.includes('=')) return;
    restore();
    $('q').value = state.q;
    update();
  });
  $('tools').hidden = false;
};

// A page from a disk may have no clipboard; what is selected can be copied all the same, by hand at the worst.
const copy = async code => {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return document.execCommand('copy');
  }
};
for (const button of document.querySelectorAll('.copy')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const isCopied = await copy(button.previousElementSibling);
    button.textContent = isCopied ? 'Copied' : 'Selected';
    $('copied').textContent = isCopied ? 'The command is copied.' : 'The command is selected; press Ctrl+C to copy it.';
    setTimeout(() => { button.textContent = 'Copy'; $('copied').textContent = ''; }, 2500);
  });
}

const print = () => {
  const total = items.length;
  if (state.group !== 'value') {
    draw(0, Math.min(PRINTED, total));
    return total > PRINTED ? `Printed here: the first ${count(PRINTED)} of ${count(total)}.` : '';
  }
  let left = PRINTED;
  for (const value of drawValues(0, Math.min(PRINTED, total))) left -= value.print(left);
  const all = items.reduce((sum, { members }) => sum + members.length, 0);
  const values = total > PRINTED ? `the first ${nouns(PRINTED, 'value')} of ${count(total)}, with ` : '';
  return PRINTED - left < all || values ? `Printed here: ${values}${nouns(PRINTED - left, 'entry', 'entries')} of ${count(all)}.` : '';
};
addEventListener('beforeprint', () => { $('print-note').textContent = print(); });
addEventListener('afterprint', drawPage);

$('no-script').hidden = true;
fillTools();
restore();
$('q').value = state.q;
if (changes.length) setUpTools();
setUpProblems();
update();
