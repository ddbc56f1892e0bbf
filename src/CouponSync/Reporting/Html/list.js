// The list of changes: cards, or values that open the cards of their coupons.
const PAGE = 50;
let items = [];
let groups = [];

const link = change => {
  const isThere = change[ACTION] === UPDATE || (change[ACTION] === CREATE) === (change[OUTCOME] === 'applied');
  if (data.dashboard === null || !isThere || /^\.{0,2}$/.test(change[ID])) return null;
  const anchor = make('a', 'stripe', 'Stripe', shown('span', 'unseen', ` dashboard: ${change[ID]}`), make('span', 'arrow-out', ' ↗'));
  anchor.href = data.dashboard + encodeURIComponent(change[ID]);
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  return anchor;
};
const about = change => {
  const parts = [];
  if (change[NAME]) parts.push(shown('bdi', 'name', change[NAME]));
  if (change[TERMS]) parts.push(shown('bdi', null, change[TERMS]));
  return parts.length ? make('p', 'about', ...parts) : null;
};
const errorLine = ([message, code, request]) => {
  const line = shown('p', 'error', message);
  return add(line, ' ', shown('code', 'code', request === null ? code : `${code}, ${request}`));
};
const headOf = (change, description, ...tags) => {
  const places = make('div', 'places', shown('span', 'where', where(change[LINE])));
  const anchor = link(change);
  if (anchor) add(places, anchor);
  add(places, ...tags);
  return make('div', null, shown('bdi', 'id', change[ID]), ...(description ? [description] : []), places);
};
// A bare card stands under its value, which it does not repeat.
const card = ([change, keys], isBare) => {
  const tags = [];
  if (change[ACTION] !== UPDATE && !isBare) {
    tags.push(change[ACTION] === CREATE ? make('span', 'tag create', '+ create') : make('span', 'tag delete', '− delete'));
  }
  if (change[OUTCOME] !== null) tags.push(make('span', `tag ${change[OUTCOME]}`, data.outcomes[change[OUTCOME]]));
  const body = make('div');
  const description = about(change);
  if (isBare && description) add(body, description);
  const list = make('dl', 'keysof');
  for (const key of isBare ? [] : keys) {
    if (key[0] !== null) add(list, shown('dt', null, key[0]), beforeAfter(make('dd'), key));
  }
  if (list.childElementCount) add(body, list);
  const others = isBare ? change[KEYS].filter(key => !keys.includes(key)) : [];
  if (others.length) {
    const also = make('p', 'also', 'also changes ');
    others.forEach((key, i) => add(also, i ? ', ' : '', shown('bdi', 'mono', key[0])));
    add(body, also);
  }
  if (change[ERROR] !== null) add(body, errorLine(change[ERROR]));
  return make('article', isBare ? 'change bare' : 'change', headOf(change, isBare ? null : description, ...tags), body);
};

const highlight = () => {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete('found');
  const wanted = words();
  if (!wanted.length) return;
  const ranges = [];
  const texts = document.createTreeWalker($('list'), NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = node.data.toLowerCase();
    for (const word of wanted) {
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

// A value and how many coupons get it; what it opens is drawn when it is opened.
const valueGroup = ({ key, action, isOwn, members }) => {
  const head = make('summary', null);
  const what = add(head, make('span', 'what-changes')).lastChild;
  if (action === CREATE) add(what, make('b', null, 'Created'), ' ', shown('bdi', 'terms', members[0][0][TERMS] ?? ''));
  else if (action !== UPDATE) add(what, make('b', null, 'Deleted'), ' ', shown('bdi', 'terms', members[0][0][TERMS] ?? ''));
  else {
    add(what, shown('b', 'mono', key[0] ?? ''), ' ');
    if (isOwn) add(what, make('span', 'what', 'a value of its own for each coupon'));
    else beforeAfter(what, key);
  }
  const size = make('span', 'size', nouns(members.length, 'coupon'));
  const troubled = new Map();
  for (const [change] of members) {
    if (data.attention.includes(change[OUTCOME]) || change[OUTCOME] === 'notAttempted') {
      troubled.set(change[OUTCOME], (troubled.get(change[OUTCOME]) ?? 0) + 1);
    }
  }
  for (const [outcome, n] of troubled) add(size, make('span', `tag ${outcome}`, `${count(n)} ${data.outcomes[outcome].toLowerCase()}`));
  add(head, size);

  const more = make('button', 'more');
  more.type = 'button';
  const rows = make('div', 'rows', more);
  const group = make('details', 'value', head, rows);
  let drawn = 0;
  const draw = n => {
    const next = members.slice(drawn, drawn + n);
    more.before(...next.map(member => card(member, action === UPDATE && !isOwn)));
    drawn += next.length;
    more.hidden = drawn === members.length;
    more.textContent = `Show ${count(Math.min(PAGE, members.length - drawn))} more of ${count(members.length)}`;
    return next.length;
  };
  more.addEventListener('click', () => {
    const from = more.previousElementSibling;
    draw(PAGE);
    highlight();
    goOn(from.nextElementSibling);
  });
  group.addEventListener('toggle', () => {
    if (!group.open || drawn) return;
    draw(PAGE);
    highlight();
  });
  return { group, print: n => { const printed = n > 0 ? draw(n) : 0; group.open = printed > 0; return printed; } };
};

const drawValues = (from, to) => {
  const drawn = items.slice(from, to).map(valueGroup);
  $('list').replaceChildren(...drawn.map(({ group }) => group));
  if (drawn.length === 1 && items.length === 1) drawn[0].group.open = true;
  highlight();
  return drawn;
};
const drawCards = (from, to) => {
  const drawn = document.createDocumentFragment();
  let group = groups.findLastIndex(g => g.start <= from);
  for (let i = from; i < to; i++) {
    if (groups[group + 1]?.start === i) group++;
    if (group >= 0 && (i === from || groups[group].start === i)) {
      const { name, members } = groups[group];
      const isKey = state.group === 'key';
      add(drawn, make('h3', 'group', isKey ? shown('bdi', 'mono', name || 'No key') : make('bdi', null, kindName(name)),
        make('span', null, count(members.length))));
    }
    add(drawn, card(items[i]));
  }
  $('list').replaceChildren(drawn);
  highlight();
};
const draw = (from, to) => (state.group === 'value' ? drawValues : drawCards)(from, to);
const drawPage = () => {
  const last = Math.max(0, Math.ceil(items.length / PAGE) - 1);
  state.page = Math.min(state.page, last);
  const from = state.page * PAGE, to = Math.min(from + PAGE, items.length);
  draw(from, to);
  $('pager').hidden = items.length <= PAGE;
  $('place').textContent = `${count(from + 1)}–${count(to)} of ${count(items.length)}`;
  $('previous').disabled = state.page === 0;
  $('next').disabled = to === items.length;
};
const regroup = found => {
  groups = [];
  if (state.group === 'value') items = byValue(found);
  else if (state.group === 'coupon') items = found;
  else {
    groups = gather(found, state.group === 'key' ? (change, key) => key[0] ?? '' : kindOf);
    items = [];
    for (const group of groups) {
      group.start = items.length;
      for (const member of group.members) items.push(member);
    }
  }
};
