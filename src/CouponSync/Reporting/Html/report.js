// Everything in the data is a value to be shown: it reaches the page as text nodes only.
(() => {
  'use strict';
  const PAGE = 50;
  const PRINTED = 2000;
  const FIRST_PROBLEMS = 5;
  const MORE_PROBLEMS = 100;
  const data = JSON.parse(document.getElementById('data').textContent);
  const changes = data.changes;
  const ACTIONS = ['update', 'create', 'delete'];
  const OUTCOMES = data.outcomes;
  const KINDS = ['Value changed', 'Key added', 'Key removed', 'Name changed', 'Coupon created', 'Coupon deleted'];
  const [CHANGED, ADDED, REMOVED, NAME, CREATED, DELETED] = KINDS.keys();
  const LINE = 0, ID = 1, ACTION = 2, OUTCOME = 3, KEYS = 4, ERROR = 5, TERMS = 6;

  const $ = id => document.getElementById(id);
  const count = n => n.toLocaleString('en-US');
  const nouns = (n, one, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;
  const add = (parent, ...children) => { parent.append(...children); return parent; };
  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    return add(element, ...children);
  };
  const where = line => line === null ? '' : data.file === null ? `line ${line}` : `${data.file}:${line}`;

  // What would be obeyed, hidden or reordered is spelled out; joiners, variation selectors and accents where they shape nothing.
  const UNSAFE = new RegExp([
    /[\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200b\u200e\u200f\u2028-\u202f]/u,
    /[\u205f-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffc\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]/u,
    /(?<![\u0590-\u1cff\u2190-\u2bff\ufe0f\u{10a00}-\u{11fff}\u{1f000}-\u{1faff}])[\u200c\u200d]/u,
    /(?<=^|[\u0000- A-\u00a8])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u,
    /(?<=^|[\u0000-\u001f])\p{M}/u,
  ].map(part => part.source).join('|'), 'gu');
  // As the program has spelled out what differs in values that look the same.
  const SPELLED = /\\u\{[0-9A-F]+\}/g;
  const NAMES = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const show = (parent, text, spelled = false) => {
    let from = 0;
    for (const match of text.matchAll(spelled ? SPELLED : UNSAFE)) {
      add(parent, text.slice(from, match.index));
      const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
      add(parent, make('span', 'esc', spelled ? match[0] : NAMES[match[0]] ?? `U+${code}`));
      from = match.index + match[0].length;
    }
    return add(parent, text.slice(from));
  };
  const shown = (tag, className, text, spelled) => show(make(tag, className), text, spelled);

  // The part in which two values differ, when they have a good deal in common.
  const difference = (before, after) => {
    const a = [...before], b = [...after];
    let head = 0, tail = 0;
    const most = Math.min(a.length, b.length);
    while (head < most && a[head] === b[head]) head++;
    while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
    // An accent stays with its letter.
    const isAccent = point => /^\p{M}/u.test(point ?? '');
    while (head > 0 && (isAccent(a[head]) || isAccent(b[head]))) head--;
    while (tail > 0 && isAccent(a[a.length - tail])) tail--;
    return (head + tail) * 2 >= most && head + tail > 1 ? { head, tail } : null;
  };
  const value = (tag, text, common, spelled) => {
    const body = make('bdi');
    body.dir = 'auto';
    if (text === '') add(body, make('span', 'esc', 'empty'));
    else if (!common) show(body, text, spelled);
    else {
      const points = [...text];
      show(body, points.slice(0, common.head).join(''), spelled);
      const middle = points.slice(common.head, points.length - common.tail).join('');
      if (middle) add(body, shown('span', 'hot', middle, spelled));
      show(body, points.slice(points.length - common.tail).join(''), spelled);
    }
    return make(tag, null, body);
  };
  const beforeAfter = (parent, [, before, after, , spelledBefore, spelledAfter]) => {
    if (before !== null && after !== null) {
      // An escape is not to be cut into what differs and what does not.
      const spelled = spelledBefore !== undefined;
      const common = spelled ? null : difference(before, after);
      return add(parent, make('span', 'unseen', 'from '), value('del', spelledBefore ?? before, common, spelled), make('span', 'arrow', '→'),
        make('span', 'unseen', ' to '), value('ins', spelledAfter ?? after, common, spelled));
    }
    if (after !== null) return add(parent, value('ins', after), make('span', 'what', 'added'));
    return add(parent, value('del', before ?? ''), make('span', 'what', 'removed'));
  };

  const kindOf = (change, key) => change[ACTION] === 1 ? CREATED : change[ACTION] === 2 ? DELETED
    : key[3] ? NAME : key[1] === null ? ADDED : key[2] === null ? REMOVED : CHANGED;
  const NO_KEYS = [[null, null, null, 0]];
  const keysOf = change => change[KEYS].length ? change[KEYS] : NO_KEYS;

  // Folded once, so that typing costs one substring search per change.
  let haystacks = null;
  const fold = text => text.normalize('NFKC').toLowerCase();
  const haystack = change => fold([where(change[LINE]), change[ID], change[ERROR], change[TERMS],
    ...change[KEYS].flatMap(key => key.slice(0, 3))].filter(part => part !== null).join('\n'));

  const state = { words: [], kind: null, key: '', outcome: '', group: 'coupon', page: 0 };
  let items = [];
  let groups = [];

  const find = () => {
    if (state.words.length && !haystacks) haystacks = changes.map(haystack);
    const byGroup = new Map();
    items = [];
    let found = 0;
    changes.forEach((change, index) => {
      if (state.outcome && change[OUTCOME] !== state.outcome) return;
      if (state.words.length && !state.words.every(word => haystacks[index].includes(word))) return;
      const keys = keysOf(change).filter(key => (state.kind === null || kindOf(change, key) === state.kind)
        && (!state.key || key[0] === state.key));
      if (!keys.length) return;
      found++;
      if (state.group === 'coupon') {
        items.push([change, keys]);
        return;
      }
      for (const key of keys) {
        const name = state.group === 'key' ? key[0] ?? '' : KINDS[kindOf(change, key)];
        if (!byGroup.has(name)) byGroup.set(name, []);
        byGroup.get(name).push([change, [key]]);
      }
    });
    groups = [];
    for (const [name, members] of [...byGroup].sort((a, b) => b[1].length - a[1].length)) {
      groups.push({ name, start: items.length, size: members.length });
      for (const member of members) items.push(member);
    }
    return found;
  };

  const card = ([change, keys]) => {
    const head = make('div', null, shown('bdi', 'id', change[ID]), shown('span', 'where', where(change[LINE])));
    const action = ACTIONS[change[ACTION]];
    if (action !== 'update') add(head, make('span', `tag ${action}`, action === 'create' ? '+ create' : '− delete'));
    if (change[OUTCOME] !== null) add(head, make('span', `tag ${change[OUTCOME]}`, OUTCOMES[change[OUTCOME]]));
    const list = make('dl', 'keysof');
    if (change[TERMS] !== null) add(list, shown('div', 'terms', change[TERMS]));
    for (const key of keys) {
      if (key[0] !== null) add(list, shown('dt', null, key[0]), beforeAfter(make('dd'), key));
    }
    const body = make('div', null, list);
    if (change[ERROR] !== null) add(body, shown('p', 'error', change[ERROR]));
    return make('article', 'change', head, body);
  };

  const highlight = () => {
    if (!('highlights' in CSS)) return;
    CSS.highlights.delete('found');
    if (!state.words.length) return;
    const ranges = [];
    const texts = document.createTreeWalker($('list'), NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.data.toLowerCase();
      for (const word of state.words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          if (at + word.length > node.length) break;
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set('found', new Highlight(...ranges));
  };

  const draw = (from, to) => {
    const drawn = document.createDocumentFragment();
    let group = groups.findLastIndex(g => g.start <= from);
    for (let i = from; i < to; i++) {
      if (groups[group + 1]?.start === i) group++;
      if (group >= 0 && (i === from || groups[group].start === i)) {
        const { name, size } = groups[group];
        add(drawn, make('h3', 'group', shown('bdi', state.group === 'key' ? 'mono' : null, name || 'No key'), make('span', null, count(size))));
      }
      add(drawn, card(items[i]));
    }
    $('list').replaceChildren(drawn);
    highlight();
  };
  const drawPage = () => {
    const from = state.page * PAGE, to = Math.min(from + PAGE, items.length);
    draw(from, to);
    $('pager').hidden = items.length <= PAGE;
    $('place').textContent = `${count(from + 1)}–${count(to)} of ${count(items.length)}`;
    $('previous').disabled = state.page === 0;
    $('next').disabled = to === items.length;
  };
  const update = () => {
    state.page = 0;
    const found = find();
    $('found').textContent = found === changes.length ? nouns(found, 'change')
      : found === 0 ? 'Nothing matches. Take a filter away, or look for something else.'
        : `${count(found)} of ${nouns(changes.length, 'change')}`;
    drawPage();
  };

  const option = (text, val) => { const o = make('option', null, text); o.value = val; return o; };
  const tally = () => {
    const kinds = KINDS.map(() => 0), keys = new Map(), outcomes = new Map();
    for (const change of changes) {
      const seen = new Set();
      for (const key of keysOf(change)) {
        seen.add(kindOf(change, key));
        if (key[0] !== null) keys.set(key[0], (keys.get(key[0]) ?? 0) + 1);
      }
      for (const kind of seen) kinds[kind]++;
      if (change[OUTCOME] !== null) outcomes.set(change[OUTCOME], (outcomes.get(change[OUTCOME]) ?? 0) + 1);
    }
    return { kinds, keys, outcomes };
  };
  const press = kind => {
    state.kind = state.kind === kind ? null : kind;
    for (const chip of $('kinds').children) chip.setAttribute('aria-pressed', String(Number(chip.dataset.kind) === state.kind));
    update();
  };
  const pickKey = key => {
    $('key').value = key;
    state.key = key;
    update();
  };
  const setUpTools = () => {
    const { kinds, keys, outcomes } = tally();
    kinds.forEach((n, kind) => {
      if (!n) return;
      const chip = make('button', null, KINDS[kind], make('span', null, count(n)));
      chip.type = 'button';
      chip.dataset.kind = kind;
      chip.setAttribute('aria-pressed', 'false');
      chip.addEventListener('click', () => press(kind));
      add($('kinds'), chip);
    });
    add($('key'), option('All keys', ''));
    for (const [key, n] of [...keys].sort((a, b) => b[1] - a[1])) {
      const o = option('', key);
      o.textContent = `${key.replace(UNSAFE, c => `U+${c.codePointAt(0).toString(16).toUpperCase()}`)} (${count(n)})`;
      add($('key'), o);
    }
    if (outcomes.size) {
      $('outcome-pick').hidden = false;
      add($('outcome'), option('All outcomes', ''));
      for (const [outcome, n] of outcomes) add($('outcome'), option(`${OUTCOMES[outcome]} (${count(n)})`, outcome));
    }
    let pause = 0;
    $('q').addEventListener('input', () => {
      clearTimeout(pause);
      pause = setTimeout(() => { state.words = fold($('q').value).split(/\s+/).filter(Boolean); update(); }, 60);
    });
    $('key').addEventListener('change', () => pickKey($('key').value));
    $('outcome').addEventListener('change', () => { state.outcome = $('outcome').value; update(); });
    $('group').addEventListener('change', () => { state.group = $('group').value; update(); });
    $('tools').addEventListener('submit', event => event.preventDefault());
    const turn = by => {
      state.page += by;
      drawPage();
      $('changes').scrollIntoView();
      $('changes').focus({ preventScroll: true });
    };
    $('previous').addEventListener('click', () => turn(-1));
    $('next').addEventListener('click', () => turn(1));
    for (const link of document.querySelectorAll('button[data-key]')) {
      link.addEventListener('click', () => { pickKey(link.dataset.key); $('changes').scrollIntoView(); $('key').focus({ preventScroll: true }); });
    }
    document.addEventListener('keydown', event => {
      const typing = event.target.closest?.('input, select, textarea');
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        $('q').focus();
      }
    });
    $('tools').hidden = false;
  };

  const problemLine = ([line, id, , column, message]) => {
    const head = make('div');
    if (id !== null) add(head, shown('bdi', 'mono id', id));
    const place = [where(line), column].filter(Boolean).join('  ');
    if (place) add(head, shown('span', 'where', place));
    return make('div', 'problem change', head, shown('p', null, message));
  };
  const setUpProblems = () => {
    const byKind = new Map();
    const unsuccessful = changes.filter(change => change[OUTCOME] in data.titles)
      .map(change => [change[LINE], change[ID], change[OUTCOME], null, change[ERROR] ?? data.titles[change[OUTCOME]]]);
    for (const problem of data.problems.concat(unsuccessful)) {
      if (!byKind.has(problem[2])) byKind.set(problem[2], []);
      byKind.get(problem[2]).push(problem);
    }
    const isWarning = problem => problem[5] === 1;
    const ordered = [...byKind].sort(([, a], [, b]) => a.every(isWarning) - b.every(isWarning));
    for (const [kind, problems] of ordered) {
      const meaning = data.titles[kind] ?? (problems.every(isWarning) ? 'warning' : null);
      const title = make('h3', null, shown('bdi', null, kind.replaceAll('_', ' ')),
        make('span', null, `${count(problems.length)}${meaning ? ` · ${meaning}` : ''}`));
      const group = make('div', 'problem-group', title);
      let drawn = 0;
      const more = make('button', 'more');
      more.type = 'button';
      const drawMore = n => {
        const next = problems.slice(drawn, drawn + n);
        more.before(...next.map(problemLine));
        drawn += next.length;
        more.hidden = drawn === problems.length;
        more.textContent = `Show ${count(Math.min(MORE_PROBLEMS, problems.length - drawn))} more of ${count(problems.length)}`;
      };
      add(group, more);
      more.addEventListener('click', () => drawMore(MORE_PROBLEMS));
      addEventListener('beforeprint', () => drawMore(Math.max(0, PRINTED - drawn)));
      drawMore(FIRST_PROBLEMS);
      add($('problem-groups'), group);
    }
    $('problems').hidden = !byKind.size;
  };

  $('no-script').hidden = true;
  if (changes.length) setUpTools();
  setUpProblems();
  update();
  if (!changes.length) $('found').textContent = 'There are no changes.';
  addEventListener('beforeprint', () => {
    draw(0, Math.min(PRINTED, items.length));
    $('print-note').textContent = items.length > PRINTED ? `Printed here: the first ${count(PRINTED)} of ${count(items.length)}.` : '';
  });
  addEventListener('afterprint', drawPage);
})();
