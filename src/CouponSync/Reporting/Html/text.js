// Everything in the data is a value to be shown: it reaches the page as text nodes only.
const data = JSON.parse(document.getElementById('data').textContent);
const changes = data.changes;
const LINE = 0, ID = 1, ACTION = 2, OUTCOME = 3, KEYS = 4, ERROR = 5, TERMS = 6, NAME = 7;
const UPDATE = 0, CREATE = 1;

const $ = id => document.getElementById(id);
const count = n => n.toLocaleString('en-US');
const nouns = (n, one, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;
const add = (parent, ...children) => { parent.append(...children); return parent; };
const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return add(element, ...children);
};
// Whoever asked for more by keyboard goes on where it begins; the button may be gone.
const goOn = element => {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
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
